package dev.cornet.metrics;

/** The recall TP / (TP + FN): the fraction of labels of 1 whose prediction is positive. Reference: Keras' Recall page. */
public final class Recall extends BasePrecisionRecall<Recall> {
    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        double tp = counts.truePositives(threshold);
        return ratio(tp, tp + counts.falseNegatives(threshold));
    }
}
