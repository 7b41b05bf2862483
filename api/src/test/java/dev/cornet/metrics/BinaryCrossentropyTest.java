package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Backends;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class BinaryCrossentropyTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new BinaryCrossentropy().labelSmoothing(0.1);
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        assertResult((0.03420 + 1.33913) / 2, new BinaryCrossentropy(), T, P);
    }

    @Test
    void acceptsLogits() {
        Tensor z = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});
        Tensor p = z.copy();
        Backends.current().sigmoid(6, z.data(), 0, p.data(), 0);
        double expected = after(new BinaryCrossentropy(), T, p, null).result();
        assertEquals(
                expected,
                after(new BinaryCrossentropy().fromLogits(true), T, z, null).result(),
                1e-6);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "BinaryCrossentropy: label_smoothing must be between 0 and 1, got -0.1",
                () -> new BinaryCrossentropy().labelSmoothing(-0.1));
    }
}
