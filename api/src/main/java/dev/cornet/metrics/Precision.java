package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/** The precision TP / (TP + FP): the fraction of positive predictions whose label is 1. Reference: Keras' Precision page. */
public final class Precision extends ThresholdMetric<Precision> {
    @Option
    private @Nullable Integer topK;

    @Option
    private @Nullable Integer classId;

    /**
     * Only the k largest predictions of a row can be positive: those above the threshold, or all k if no {@code thresholds} are set.
     * Default: no limit.
     */
    public Precision topK(int topK) {
        this.topK = topK;
        return checked();
    }

    /** The only class (column of the predictions) that is counted; default: all classes. */
    public Precision classId(int classId) {
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
    protected @Nullable Integer topK() {
        return topK;
    }

    @Override
    protected @Nullable Integer classId() {
        return classId;
    }

    @Override
    protected double value(ThresholdCounts counts, int threshold) {
        double tp = counts.truePositives(threshold);
        return ratio(tp, tp + counts.falsePositives(threshold));
    }
}
