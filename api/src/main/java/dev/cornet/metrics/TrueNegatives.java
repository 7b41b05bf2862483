package dev.cornet.metrics;

/** The number of negative predictions whose label is 0, each counted with its sample weight. Reference: Keras' TrueNegatives page. */
public final class TrueNegatives extends ThresholdMetric<TrueNegatives> {
    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        return counts.trueNegatives(threshold);
    }
}
