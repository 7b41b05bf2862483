package dev.cornet.metrics;

/** The number of negative predictions whose label is 1, each counted with its sample weight. Reference: Keras' FalseNegatives page. */
public final class FalseNegatives extends ErrorCount<FalseNegatives> {
    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        return counts.falseNegatives(threshold);
    }
}
