package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class KLDivergenceTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new KLDivergence();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        assertResult((0.05129 + 2.30258) / 2, metric(), T, P);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "kl_divergence: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> metric().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
