package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A metric computed from the confusion matrix of all samples. A metric is one method; this is Youden's J for two classes:
 *
 * <pre>{@code
 * public final class Informedness extends ConfusionMatrixMetric<Informedness> {
 *     @Override protected double value(ConfusionMatrix m) {
 *         return ratio(m.get(0, 0), m.actual(0)) + ratio(m.get(1, 1), m.actual(1)) - 1;
 *     }
 * }
 * }</pre>
 *
 * <p>Targets are class numbers or one-hot rows. Of predictions with a value for each class, the largest one is the predicted class; a single
 * value is the probability of class 1 of two. There are as many classes as a row of predictions has values, at least two, unless {@code
 * numClasses} is set; then a single value is a class number if there are more than two.
 * A metric of two classes refuses more of them at the beginning of {@code value}: {@code if (m.classes() != 2) throw new
 * ShapeException(name() + ": expected two classes, got " + m.classes())}.
 *
 * @param <M> the metric class itself
 */
public abstract class ConfusionMatrixMetric<M extends ConfusionMatrixMetric<M>> extends FluentMetric<M> {
    @Option
    private @Nullable Integer numClasses;

    @Option
    private double threshold = 0.5;

    /** The number of classes; default: that of the values of a row of predictions, at least 2. */
    public M numClasses(int classes) {
        this.numClasses = classes;
        return checked();
    }

    /** The threshold above which a single value is a prediction of class 1 of two; default 0.5. */
    public M threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    public void check() {
        require(numClasses == null || numClasses >= 2, "num_classes must be 2 or more, got %s", numClasses);
        require(threshold >= 0 && threshold <= 1, "threshold must be between 0 and 1, got %s", threshold);
    }

    /** The value of the metric, computed from the matrix of all samples; there is at least one. */
    protected abstract double value(ConfusionMatrix m);

    @Override
    public final MetricState newState() {
        return numClasses == null ? new MetricState() : new MetricState(numClasses * numClasses);
    }

    @Override
    public final void update(MetricState state, Tensor yTrue, Tensor yPred, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), yPred, weight);
        int n = numClasses == null ? Math.max(2, rows.columns()) : numClasses;
        state.ensureSize(n * n);
        int[] actual = rows.classes(yTrue, n);
        int[] predicted = rows.columns() == 1 && n == 2 ? rows.classesAbove(yPred, threshold) : rows.classes(yPred, n);
        for (int r = 0; r < rows.rows(); r++) {
            state.add(actual[r] * n + predicted[r], rows.weight(r));
        }
    }

    @Override
    public final double result(MetricState state) {
        ConfusionMatrix m = new ConfusionMatrix(state);
        return m.total() == 0 ? 0 : value(m);
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
