package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/** TP / (TP + FN): how many of those that are 1 are said to be 1. Reference: Keras' Recall page. */
public final class Recall extends ThresholdMetric<Recall> {
    @Option
    private @Nullable Integer topK;

    @Option
    private @Nullable Integer classId;

    /** Counts only the k largest values of a row as said; default all above the threshold. */
    public Recall topK(int topK) {
        this.topK = topK;
        return checked();
    }

    /** Looks at one column only; default all. */
    public Recall classId(int classId) {
        this.classId = classId;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(topK == null || topK >= 1, "top_k must be 1 or more, got %s", topK);
        require(classId == null || classId >= 0, "class_id must be 0 or more, got %s", classId);
    }

    @Override
    @Nullable
    Integer topK() {
        return topK;
    }

    @Override
    @Nullable
    Integer classId() {
        return classId;
    }

    @Override
    double figure(ThresholdCounts counts, int threshold) {
        double tp = counts.truePositives(threshold);
        return ratio(tp, tp + counts.falseNegatives(threshold));
    }
}
