package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanTest {
    @Test
    void matchesHandComputedValues() {
        RunningMetric mean = new RunningMetric(new Mean());
        Tensor none = Tensor.zeros(2, 1);
        mean.update(none, Tensor.of(new float[] {1, 3}, 2, 1), null);
        assertEquals(2, mean.result());
        // (1 + 3 + 2·8) / (1 + 1 + 2)
        mean.update(none, Tensor.of(new float[] {8, 100}, 2, 1), Tensor.of(new float[] {2, 0}, 2));
        assertEquals(5, mean.result());
        mean.reset();
        assertEquals(0, mean.result());
    }
}
