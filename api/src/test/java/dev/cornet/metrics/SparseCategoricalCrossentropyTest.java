package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.LOGITS;
import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static dev.cornet.metrics.MetricChecks.assertSameResult;

import dev.cornet.losses.Logits;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class SparseCategoricalCrossentropyTest {
    @Test
    void matchesHandComputedValues() {
        assertResult((0.05129 + 2.30259) / 2, new SparseCategoricalCrossentropy(), Tensor.of(new int[] {1, 2}), P);
    }

    @Test
    void ignoresRowsOfTheIgnoredClass() {
        // Without weights Keras includes these rows with a loss of 0; here they are always ignored.
        assertResult(0.05129, new SparseCategoricalCrossentropy().ignoreClass(-1), Tensor.of(new int[] {1, -1}), P);
    }

    @Test
    void acceptsLogits() {
        assertSameResult(
                new SparseCategoricalCrossentropy(),
                Logits.softmax(LOGITS),
                new SparseCategoricalCrossentropy().fromLogits(true),
                LOGITS,
                Tensor.of(new int[] {1, 2}));
    }
}
