package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.losses.Targets;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What F1 and F-beta share: F = (1 + β²)·P·R / (β²·P + R) for the precision P and the recall R of each class.
 *
 * @param <M> the metric itself
 */
public abstract class FScore<M extends FScore<M>> extends FluentMetric<M> {
    private static final double EPSILON = 1e-7;

    @Option
    private @Nullable Averaging average;

    FScore() {}

    /** "micro", "macro" or "weighted"; default none: a score per class, whose mean is logged. */
    public M average(String average) {
        return average(OptionChecks.choice(this, "average", Averaging.class, average));
    }

    /** Default none: a score per class, whose mean is logged. */
    public M average(Averaging average) {
        this.average = average;
        return checked();
    }

    /** Above it, p says 1; null: the largest of a row says 1. */
    abstract @Nullable Double limit();

    /** β, how much more recall counts than precision. */
    abstract double weightOfRecall();

    @Override
    public void check() {
        Double limit = limit();
        require(
                limit == null || (limit > 0 && limit <= 1),
                "threshold must be more than 0 and at most 1, got %s",
                limit);
        require(weightOfRecall() > 0, "beta must be positive, got %s", weightOfRecall());
    }

    @Override
    public final void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        int n = rows.columns();
        state.ensureSize(3 * n); // true positives, false positives and false negatives of each class
        for (int r = 0; r < rows.rows(); r++) {
            double w = rows.weight(r);
            int pAt = prediction.offset() + r * n;
            float limit = limit(prediction.data(), pAt, n);
            for (int c = 0; c < n; c++) {
                double t = target.data()[target.offset() + r * n + c];
                double said = says(prediction.data()[pAt + c], limit) ? 1 : 0;
                state.add(3 * c, w * said * t);
                state.add(3 * c + 1, w * said * (1 - t));
                state.add(3 * c + 2, w * (1 - said) * t);
            }
        }
    }

    private float limit(float[] p, int at, int n) {
        Double given = limit();
        if (given != null) {
            return given.floatValue();
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + n; i++) {
            max = Math.max(max, p[i]);
        }
        return max;
    }

    private boolean says(float p, float limit) {
        return limit() != null ? p > limit : p >= limit && Math.abs(p) > 1e-9f; // a row of zeros says nothing
    }

    /** The score of each class, or the one score where they are averaged. */
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
        double beta2 = weightOfRecall() * weightOfRecall();
        return (1 + beta2) * precision * recall / (beta2 * precision + recall + EPSILON);
    }

    @Override
    public final double result(MetricState state) {
        return Arrays.stream(results(state)).average().orElse(0);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Targets.requireSameShape(name(), target.shape(), prediction.shape(), "");
    }

    @Override
    public final Direction direction() {
        return Direction.MAXIMIZE;
    }
}
