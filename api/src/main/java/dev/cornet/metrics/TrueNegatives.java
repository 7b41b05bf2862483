package dev.cornet.metrics;

/** The weight of labels of 0 that are said to be 0. Reference: Keras' TrueNegatives page. */
public final class TrueNegatives extends ThresholdMetric<TrueNegatives> {
    @Override
    double figure(ThresholdCounts counts, int threshold) {
        return counts.trueNegatives(threshold);
    }
}
