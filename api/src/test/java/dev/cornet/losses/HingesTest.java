package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.T;
import static dev.cornet.losses.LossChecks.assertRefused;
import static dev.cornet.losses.LossChecks.gradient;
import static dev.cornet.losses.LossChecks.losses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of {@link Hinge} and {@link SquaredHinge}. */
final class HingesTest {
    static Stream<RowLoss<?>> hinges() {
        return Stream.of(new Hinge(), new SquaredHinge());
    }

    @ParameterizedTest
    @MethodSource("hinges")
    void takesLabelZeroAsMinusOne(RowLoss<?> loss) {
        Tensor signs = Tensor.of(new float[][] {{-1, 1, -1}, {-1, -1, 1}});
        assertArrayEquals(losses(loss, signs, P), losses(loss, T, P));
        float[] scale = {1, 1};
        assertArrayEquals(gradient(loss, signs, P, scale), gradient(loss, T, P, scale));
    }

    @ParameterizedTest
    @MethodSource("hinges")
    void rejectsOtherLabels(RowLoss<?> loss) {
        Tensor p = Tensor.zeros(2, 2);
        assertRefused(
                loss.name() + ": the target of row 1, 0 is 2; expected -1 or 1 (or 0 or 1).",
                () -> loss.checkTargets(Tensor.of(new float[][] {{0, 1}, {2, 1}}), p));
        assertRefused(
                loss.name() + ": the targets hold both 0 and -1; expected labels of -1 and 1, or of 0 and 1.",
                () -> loss.checkTargets(Tensor.of(new float[][] {{0, 1}, {-1, 1}}), p));
    }
}
