package dev.cornet.metrics;

/** The weight of labels of 0 that are said to be 1. Reference: Keras' FalsePositives page. */
public final class FalsePositives extends ThresholdMetric<FalsePositives> {
    @Override
    double figure(ThresholdCounts counts, int threshold) {
        return counts.falsePositives(threshold);
    }

    @Override
    public Direction direction() {
        return Direction.MINIMIZE;
    }
}
