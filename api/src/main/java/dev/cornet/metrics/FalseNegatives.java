package dev.cornet.metrics;

/** The weight of labels of 1 that are said to be 0. Reference: Keras' FalseNegatives page. */
public final class FalseNegatives extends ThresholdMetric<FalseNegatives> {
    @Override
    double figure(ThresholdCounts counts, int threshold) {
        return counts.falseNegatives(threshold);
    }

    @Override
    public Direction direction() {
        return Direction.MINIMIZE;
    }
}
