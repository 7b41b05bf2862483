package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanAbsoluteErrorTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new MeanAbsoluteError();
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.03333, 0.6);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "mean_absolute_error: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }

    @Test
    void rejectsTargetsThatAreNotFinite() {
        assertRefused(
                "mean_absolute_error: the target of row 1, 0 is NaN; expected a finite number.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{1, 2}, {Float.NaN, 3}}), Tensor.zeros(2, 2)));
    }
}
