package dev.cornet.metrics;

/** The weight of labels of 1 that are said to be 1. Reference: Keras' TruePositives page. */
public final class TruePositives extends ThresholdMetric<TruePositives> {
    @Override
    double figure(ThresholdCounts counts, int threshold) {
        return counts.truePositives(threshold);
    }
}
