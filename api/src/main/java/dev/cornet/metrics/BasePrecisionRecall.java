package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * A fraction of true positives, whose predictions can be limited to the k largest of a row and to one class.
 *
 * @param <M> the metric class itself
 */
abstract class BasePrecisionRecall<M extends ThresholdMetric<M>> extends ThresholdMetric<M> {
    @Option
    private @Nullable Integer topK;

    @Option
    private @Nullable Integer classId;

    /**
     * Only the k largest predictions of a row can be positive: those above the threshold, or all k if no {@code thresholds} are set.
     * Default: no limit.
     */
    public M topK(int topK) {
        this.topK = topK;
        return checked();
    }

    /** The only class (column of the predictions) that is counted; default: all classes. */
    public M classId(int classId) {
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
    protected final @Nullable Integer topK() {
        return topK;
    }

    @Override
    protected final @Nullable Integer classId() {
        return classId;
    }
}
