package dev.cornet.metrics;

/** The number of positive predictions whose label is 1, each counted with its sample weight. Reference: Keras' TruePositives page. */
public final class TruePositives extends ThresholdMetric<TruePositives> {
    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        return counts.truePositives(threshold);
    }
}
