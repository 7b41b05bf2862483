package dev.cornet.metrics;

import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A metric computed from the counts of true and false positives and negatives, where a prediction p is positive if p > threshold. The
 * counts are over all values of all batches; there is one value of the metric per threshold. A metric is one method:
 *
 * <pre>{@code
 * public final class Specificity extends ThresholdMetric<Specificity> {
 *     @Override protected double value(ThresholdCounts counts, int threshold) {
 *         double tn = counts.trueNegatives(threshold);
 *         return ratio(tn, tn + counts.falsePositives(threshold));
 *     }
 * }
 * }</pre>
 *
 * @param <M> the metric class itself
 */
public abstract class ThresholdMetric<M extends ThresholdMetric<M>> extends FluentMetric<M> {
    /**
     * A number below all predictions: as the threshold it makes each of the k largest values positive, and it replaces all other values,
     * which are then negative.
     */
    private static final float BELOW_ALL = -1e10f;

    @Option
    private double @Nullable [] thresholds;

    /**
     * The threshold, or several in ascending order, from 0 to 1; default 0.5. With several, {@link #results} has a value for each and
     * {@link #result} is their mean.
     */
    public M thresholds(double... thresholds) {
        this.thresholds = Arguments.notNull(thresholds, KerasNames.of(getClass()), "thresholds")
                .clone();
        return checked();
    }

    @Override
    public void check() {
        if (thresholds != null) {
            require(thresholds.length > 0, "expected at least one threshold, got %s", thresholds);
            for (int i = 0; i < thresholds.length; i++) {
                require(
                        thresholds[i] >= 0 && thresholds[i] <= 1,
                        "thresholds must be between 0 and 1, got %s",
                        thresholds);
                require(i == 0 || thresholds[i] > thresholds[i - 1], "thresholds must ascend, got %s", thresholds);
            }
        }
    }

    /**
     * The value of the metric at one threshold, computed from the counts.
     *
     * @param threshold the index of the threshold, from 0
     */
    protected abstract double value(ThresholdCounts counts, int threshold);

    /** k, if only the k largest values of a row can be positive; null if all can. */
    protected @Nullable Integer topK() {
        return null;
    }

    /** The only column that is counted; null for all. */
    protected @Nullable Integer classId() {
        return null;
    }

    private float[] effectiveThresholds() {
        double[] effectiveThresholds =
                thresholds != null ? thresholds : new double[] {topK() == null ? 0.5 : BELOW_ALL};
        float[] floats = new float[effectiveThresholds.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) effectiveThresholds[i];
        }
        return floats;
    }

    @Override
    public final MetricState newState() {
        return new MetricState(ThresholdCounts.histogramSize(thresholds == null ? 1 : thresholds.length));
    }

    @Override
    public final void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        float[] effectiveThresholds = effectiveThresholds();
        state.ensureSize(ThresholdCounts.histogramSize(effectiveThresholds.length));
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        Integer k = topK();
        Integer classId = classId();
        int first = classId == null ? 0 : classId;
        int end = classId == null ? rows.columns() : classId + 1;
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            for (int c = first; c < end; c++) {
                int i = r * rows.columns() + c;
                float p = prediction.data()[prediction.offset() + i];
                float score = k == null || TopK.isOneOfTopK(prediction, rows.columns(), r, c, k) ? p : BELOW_ALL;
                ThresholdCounts.add(state, 0, effectiveThresholds, target.data()[target.offset() + i] != 0, score, w);
            }
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
        Integer classId = classId();
        int columns = new PredictionRows(name(), prediction, null).columns();
        require(
                classId == null || classId < columns,
                "class_id %s lies outside the %s outputs, 0 to %s",
                classId,
                columns,
                columns - 1);
    }

    @Override
    public final double[] results(MetricState state) {
        ThresholdCounts counts = new ThresholdCounts(state, 0, state.size() / 2 - 1);
        double[] results = new double[counts.size()];
        Arrays.setAll(results, i -> value(counts, i));
        return results;
    }

    @Override
    public final double result(MetricState state) {
        return Arrays.stream(results(state)).average().orElse(0);
    }

    /** a / b, or 0 if b is 0. */
    protected static double ratio(double a, double b) {
        return b == 0 ? 0 : a / b;
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
