package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Tensor;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HingeTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new Hinge();
    }

    /** A case with a label of 2, which Keras accepts and this loss refuses. */
    @Override
    Set<String> casesTestedSeparately() {
        return Set.of("hinge_other_labels");
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.7, 1.26667);
    }

    @Test
    void takesLabelZeroAsMinusOne() {
        Tensor signs = Tensor.of(new float[][] {{-1, 1, -1}, {-1, -1, 1}});
        assertArrayEquals(losses(loss(), signs, P), losses(loss(), T, P));
        float[] scale = {1, 1};
        assertArrayEquals(gradient(loss(), signs, P, scale), gradient(loss(), T, P, scale));
    }

    @Test
    void rejectsOtherLabels() {
        Tensor p = Tensor.zeros(2, 2);
        assertRefused(
                "hinge: the target of row 1, 0 is 2; expected -1 or 1 (or 0 or 1).",
                () -> loss().checkTargets(Tensor.of(new float[][] {{0, 1}, {2, 1}}), p));
        assertRefused(
                "hinge: the targets hold both 0 and -1; expected labels of -1 and 1, or of 0 and 1.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{0, 1}, {-1, 1}}), p));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "hinge: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
