package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Backends;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class SparseCategoricalCrossentropyTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new SparseCategoricalCrossentropy();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Override
    Tensor targets() {
        return Tensor.of(new int[] {1, 2, 0, 1});
    }

    @Test
    void matchesHandComputedValues() {
        assertResult((0.05129 + 2.30259) / 2, metric(), Tensor.of(new int[] {1, 2}), P);
    }

    @Test
    void ignoresRowsOfTheIgnoredClass() {
        // Without weights Keras includes these rows with a loss of 0; here they are always ignored.
        assertResult(0.05129, new SparseCategoricalCrossentropy().ignoreClass(-1), Tensor.of(new int[] {1, -1}), P);
    }

    @Test
    void acceptsLogits() {
        Tensor z = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});
        Tensor p = z.copy();
        Backends.current().softmaxRows(2, 3, z.data(), 0, p.data(), 0);
        double expected = after(new SparseCategoricalCrossentropy(), Tensor.of(new int[] {1, 2}), p, null)
                .result();
        assertEquals(
                expected,
                after(new SparseCategoricalCrossentropy().fromLogits(true), Tensor.of(new int[] {1, 2}), z, null)
                        .result(),
                1e-6);
    }
}
