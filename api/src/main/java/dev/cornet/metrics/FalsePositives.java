package dev.cornet.metrics;

/** The number of positive predictions whose label is 0, each counted with its sample weight. Reference: Keras' FalsePositives page. */
public final class FalsePositives extends ErrorCount<FalsePositives> {
    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        return counts.falsePositives(threshold);
    }
}
