package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/**
 * The mean cosine similarity t·p / (‖t‖·‖p‖), which is 1 for vectors of the same direction.
 *
 * <p>It is the negative of {@link dev.cornet.losses.CosineSimilarity}. Reference: Keras' CosineSimilarity page.
 */
public final class CosineSimilarity extends LossMetric<CosineSimilarity> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.CosineSimilarity();
    }

    @Override
    public double result(MetricState state) {
        return -super.result(state) + 0.0; // + 0.0 turns −0 into 0
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
