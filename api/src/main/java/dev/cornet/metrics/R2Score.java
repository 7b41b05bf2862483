package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.console.Console;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The coefficient of determination: R² = 1 − Σ(t − p)² / Σ(t − t̄)², the part of the targets' variance that the predictions explain.
 *
 * <p>1 is best; always predicting the mean t̄ gives 0. Reference: Keras' R2Score page.
 */
public final class R2Score extends FluentMetric<R2Score> {
    /** Indices of the sums in a state. */
    private static final int WEIGHTS = 0;

    private static final int VALUES = 1;
    private static final int COLUMNS = 2; // the first of three sums per column: w·t, w·t², w·(t − p)²

    @Option
    private @Nullable String classAggregation = "uniform_average";

    @Option
    private int numRegressors;

    /**
     * How the scores of several outputs are aggregated: "uniform_average" (default), "variance_weighted_average", or null for one score per
     * output, whose mean is logged.
     */
    public R2Score classAggregation(@Nullable String aggregation) {
        this.classAggregation = aggregation;
        return checked();
    }

    /** The number of independent variables, for the adjusted R²; default 0, not adjusted. */
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
    public void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        int n = rows.columns();
        state.ensureSize(COLUMNS + 3 * n);
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            state.add(WEIGHTS, w);
            for (int c = 0; c < n; c++) {
                double t = target.data()[target.offset() + r * n + c];
                double e = t - prediction.data()[prediction.offset() + r * n + c];
                state.add(COLUMNS + 3 * c, w * t);
                state.add(COLUMNS + 3 * c + 1, w * t * t);
                state.add(COLUMNS + 3 * c + 2, w * e * e);
            }
        }
        state.add(VALUES, prediction.size());
    }

    @Override
    public double[] results(MetricState state) {
        if (state.size() == 0) {
            return new double[] {0};
        }
        int n = (state.size() - COLUMNS) / 3;
        double weights = state.get(WEIGHTS);
        double values = state.get(VALUES);
        double[] scores = new double[n];
        double total = 0;
        double explained = 0;
        for (int c = 0; c < n; c++) {
            double sum = state.get(COLUMNS + 3 * c);
            double variance = state.get(COLUMNS + 3 * c + 1) - sum * sum / weights;
            double score = 1 - state.get(COLUMNS + 3 * c + 2) / variance;
            scores[c] = Double.isInfinite(score) ? 0 : score;
            total += variance;
            explained += variance * scores[c];
        }
        if (classAggregation != null) {
            boolean uniform = classAggregation.equals("uniform_average");
            scores = new double[] {uniform ? Arrays.stream(scores).sum() / n : explained / total};
        }
        if (numRegressors > 0 && numRegressors >= values - 1) {
            Console.warnOnce(name() + ": " + (long) values + " values are too few to adjust the score for "
                    + numRegressors + " regressors; it is the score without adjustment.");
        } else if (numRegressors > 0) {
            for (int c = 0; c < scores.length; c++) {
                scores[c] = 1 - (1 - scores[c]) * (values - 1) / (values - numRegressors - 1);
            }
        }
        return scores;
    }

    @Override
    public double result(MetricState state) {
        return Arrays.stream(results(state)).average().orElse(0);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
