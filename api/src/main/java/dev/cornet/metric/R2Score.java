package dev.cornet.metric;

import dev.cornet.config.Option;
import dev.cornet.loss.Targets;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * R² = 1 − Σ(t − p)² / Σ(t − t̄)²: the part of the targets' variance that the predictions explain; 1 is best, 0 is as
 * good as the mean.
 *
 * <p>Reference: Keras' R2Score page.
 */
public final class R2Score extends FluentMetric<R2Score> {
    @Option
    private @Nullable String classAggregation = "uniform_average";

    @Option
    private int numRegressors;

    private double[] sum = {};
    private double[] squares = {};
    private double[] residual = {};
    private double weights;
    private long values;

    /**
     * Over several outputs: "uniform_average" (default), "variance_weighted_average", or null for a score per output,
     * whose mean is logged.
     */
    public R2Score classAggregation(@Nullable String aggregation) {
        classAggregation = aggregation;
        return checked();
    }

    /** The number of independent inputs, for the adjusted R²; default 0, not adjusted. */
    public R2Score numRegressors(int numRegressors) {
        this.numRegressors = numRegressors;
        return checked();
    }

    @Override
    public void check() {
        require(
                classAggregation == null
                        || classAggregation.equals("uniform_average")
                        || classAggregation.equals("variance_weighted_average"),
                "class_aggregation must be uniform_average, variance_weighted_average or none, got %s",
                classAggregation);
        require(numRegressors >= 0, "num_regressors must be 0 or more, got %s", numRegressors);
    }

    @Override
    public void update(Tensor target, Tensor prediction, @Nullable Tensor weight) {
        Rows rows = new Rows(name(), prediction, weight);
        int n = rows.columns();
        if (sum.length == 0) {
            sum = new double[n];
            squares = new double[n];
            residual = new double[n];
        }
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            weights += w;
            for (int c = 0; c < n; c++) {
                double t = target.data()[target.offset() + r * n + c];
                double e = t - prediction.data()[prediction.offset() + r * n + c];
                sum[c] += w * t;
                squares[c] += w * t * t;
                residual[c] += w * e * e;
            }
        }
        values += prediction.size();
    }

    @Override
    public double[] results() {
        int n = sum.length;
        double[] scores = new double[Math.max(n, 1)];
        double total = 0;
        double explained = 0;
        for (int c = 0; c < n; c++) {
            double variance = squares[c] - sum[c] * sum[c] / weights;
            double score = 1 - residual[c] / variance;
            scores[c] = Double.isInfinite(score) ? 0 : score;
            total += variance;
            explained += variance * scores[c];
        }
        if (n > 0 && classAggregation != null) {
            boolean uniform = classAggregation.equals("uniform_average");
            scores = new double[] {uniform ? Arrays.stream(scores).sum() / n : explained / total};
        }
        if (numRegressors > 0 && numRegressors < values - 1) { // else there are too few values to adjust by
            for (int c = 0; c < scores.length; c++) {
                scores[c] = 1 - (1 - scores[c]) * (values - 1) / (values - numRegressors - 1);
            }
        }
        return scores;
    }

    @Override
    public double result() {
        return Arrays.stream(results()).average().orElse(0);
    }

    @Override
    public void reset() {
        sum = new double[0];
        squares = new double[0];
        residual = new double[0];
        weights = 0;
        values = 0;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Targets.requireSameShape(name(), target.shape(), prediction.shape(), "");
    }

    @Override
    public Direction direction() {
        return Direction.UP;
    }
}
