package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.assertFinite;
import static dev.cornet.losses.LossChecks.assertLosses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class LogCoshTest {
    @Test
    void isLinearForLargeErrors() {
        // log cosh x → |x| − log 2
        Tensor zero = Tensor.zeros(2, 1);
        assertLosses(
                new LogCosh(), zero, Tensor.of(new float[][] {{1e4f}, {-1e4f}}), 1e4 - Math.log(2), 1e4 - Math.log(2));
        assertFinite(new LogCosh(), zero, Tensor.of(new float[][] {{3e38f}, {-3e38f}}));
    }
}
