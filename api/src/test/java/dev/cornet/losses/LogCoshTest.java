package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class LogCoshTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new LogCosh();
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.00083, 0.21853);
    }

    @Test
    void isLinearForLargeErrors() {
        // log cosh x → |x| − log 2
        Tensor zero = Tensor.zeros(2, 1);
        assertLosses(loss(), zero, Tensor.of(new float[][] {{1e4f}, {-1e4f}}), 1e4 - Math.log(2), 1e4 - Math.log(2));
        assertFinite(loss(), zero, Tensor.of(new float[][] {{3e38f}, {-3e38f}}));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "log_cosh: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
