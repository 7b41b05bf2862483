package dev.cornet.metrics;

/** The precision TP / (TP + FP): the fraction of positive predictions whose label is 1. Reference: Keras' Precision page. */
public final class Precision extends BasePrecisionRecall<Precision> {
    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        double tp = counts.truePositives(threshold);
        return ratio(tp, tp + counts.falsePositives(threshold));
    }
}
