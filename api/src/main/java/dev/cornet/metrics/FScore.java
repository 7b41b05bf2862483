package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The F-score of each class, base of F1Score and FBetaScore: F = (1 + β²)·P·R / (β²·P + R) for precision P and recall R.
 *
 * @param <M> the metric class itself
 */
public abstract class FScore<M extends FScore<M>> extends FluentMetric<M> {
    private static final double EPSILON = 1e-7;

    @Option
    private @Nullable Averaging average;

    @Option
    private @Nullable Double threshold;

    /**
     * How the scores of the classes are averaged: "micro", "macro" or "weighted"; default none: a score per class, whose mean is logged.
     */
    public M average(String average) {
        return average(OptionChecks.choice(this, "average", Averaging.class, average));
    }

    /** How the scores of the classes are averaged; default none: a score per class, whose mean is logged. */
    public M average(Averaging average) {
        this.average = average;
        return checked();
    }

    /** The threshold above which a prediction is positive; default none: the largest prediction of each row is the positive one. */
    public M threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    /** The threshold above which a prediction is positive; null if the largest prediction of each row is the positive one. */
    protected @Nullable Double fixedThreshold() {
        return threshold;
    }

    /** β, the weight of recall relative to precision. */
    protected abstract double betaValue();

    @Override
    public void check() {
        Double threshold = fixedThreshold();
        require(
                threshold == null || (threshold > 0 && threshold <= 1),
                "threshold must be more than 0 and at most 1, got %s",
                threshold);
        require(betaValue() > 0, "beta must be positive, got %s", betaValue());
    }

    @Override
    public final void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        int n = rows.columns();
        state.ensureSize(3 * n); // true positives, false positives and false negatives of each class
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            int pAt = prediction.offset() + r * n;
            float threshold = rowThreshold(prediction.data(), pAt, n);
            for (int c = 0; c < n; c++) {
                double t = target.data()[target.offset() + r * n + c];
                double predicted = isPositive(prediction.data()[pAt + c], threshold) ? 1 : 0;
                state.add(3 * c, w * predicted * t);
                state.add(3 * c + 1, w * predicted * (1 - t));
                state.add(3 * c + 2, w * (1 - predicted) * t);
            }
        }
    }

    private float rowThreshold(float[] p, int at, int n) {
        Double fixed = fixedThreshold();
        if (fixed != null) {
            return fixed.floatValue();
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + n; i++) {
            max = Math.max(max, p[i]);
        }
        return max;
    }

    private boolean isPositive(float p, float threshold) {
        if (fixedThreshold() != null) {
            return p > threshold;
        }
        return p >= threshold && Math.abs(p) > 1e-9f; // a row of zeros has no positive
    }

    /** The score of each class, or one score if the classes are averaged. */
    @Override
    public final double[] results(MetricState state) {
        int n = state.size() / 3;
        if (n == 0) {
            return new double[] {0};
        }
        if (average == Averaging.MICRO) {
            double[] all = new double[3];
            for (int i = 0; i < state.size(); i++) {
                all[i % 3] += state.get(i);
            }
            return new double[] {score(all[0], all[1], all[2])};
        }
        double[] scores = new double[n];
        Arrays.setAll(scores, c -> score(state.get(3 * c), state.get(3 * c + 1), state.get(3 * c + 2)));
        if (average == null) {
            return scores;
        }
        double sum = 0;
        double weights = average == Averaging.MACRO ? n : EPSILON;
        for (int c = 0; c < n; c++) {
            double labels = state.get(3 * c) + state.get(3 * c + 2);
            sum += average == Averaging.MACRO ? scores[c] : labels * scores[c];
            weights += average == Averaging.MACRO ? 0 : labels;
        }
        return new double[] {sum / weights};
    }

    private double score(double tp, double fp, double fn) {
        double precision = tp / (tp + fp + EPSILON);
        double recall = tp / (tp + fn + EPSILON);
        double beta2 = betaValue() * betaValue();
        return (1 + beta2) * precision * recall / (beta2 * precision + recall + EPSILON);
    }

    @Override
    public final double result(MetricState state) {
        return Arrays.stream(results(state)).average().orElse(0);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
    }

    @Override
    public final Direction direction() {
        return Direction.MAXIMIZE;
    }
}
