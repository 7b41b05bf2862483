package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A change of a state that is made once the training step has succeeded. Each slice of a batch requests an update; the updates of all
 * slices are merged, in the order of the rows, into one update, which is applied.
 */
public interface StateUpdate {
    /** Throws if the update does not fit the state. */
    void requireFits(Assignable state);

    /** Returns one update for the rows of both; those of {@code next} follow in the batch. Throws if the updates cannot be merged. */
    StateUpdate merge(StateUpdate next);

    /** Returns false if the update would make the state NaN or infinite, which no later update could repair. */
    boolean isFinite();

    /**
     * Changes the state. That of a user-defined class may throw, and the step has not happened then; it may be called more than once for a
     * step, on the same value. That of the library's own classes cannot fail, so it allocates nothing.
     */
    void apply(Assignable state);

    /** Returns the update that sets a state to a copy of {@code value}. */
    static StateUpdate assign(Tensor value) {
        return new Assign(
                Arguments.notNull(value, "StateUpdate.assign", "value").copy());
    }

    /**
     * Returns the update of a moving average by the means of some samples: m ← momentum·m + (1 − momentum)·mean.
     *
     * @param counts the number of samples of each channel
     * @param mean the mean of each channel
     */
    static StateUpdate movingMean(double[] counts, double[] mean, double momentum) {
        Arguments.notNull(counts, "StateUpdate.movingMean", "counts");
        Arguments.notNull(mean, "StateUpdate.movingMean", "mean");
        return new MovingAverage(counts.clone(), mean.clone(), null, momentum);
    }

    /**
     * Returns the update of a moving average by the variances of some samples: m ← momentum·m + (1 − momentum)·variance.
     *
     * @param counts the number of samples of each channel
     * @param mean the mean of each channel
     * @param variance the population variance of each channel
     */
    static StateUpdate movingVariance(double[] counts, double[] mean, double[] variance, double momentum) {
        Arguments.notNull(counts, "StateUpdate.movingVariance", "counts");
        Arguments.notNull(mean, "StateUpdate.movingVariance", "mean");
        Arguments.notNull(variance, "StateUpdate.movingVariance", "variance");
        return new MovingAverage(counts.clone(), mean.clone(), variance.clone(), momentum);
    }

    private static void requireSize(Assignable state, int size) {
        if (state instanceof Variable variable && variable.shape().size() != size) {
            throw new ShapeException(variable.path() + ": the state has shape " + variable.shape()
                    + ", but its new value has " + size + " values.");
        }
    }

    /** Sets a state to a value. */
    record Assign(Tensor value) implements StateUpdate {
        @Override
        public void requireFits(Assignable state) {
            requireSize(state, value.size());
        }

        @Override
        public StateUpdate merge(StateUpdate next) {
            if (next instanceof Assign other && Arrays.equals(value.toArray(), other.value.toArray())) {
                return this;
            }
            throw new CornetException("is set to different values by parts of a batch; a layer whose state depends on"
                    + " all rows overrides rowUse(training) to return RowUse.MIXES.");
        }

        @Override
        public boolean isFinite() {
            return true; // a layer may use its state for any value, NaN included
        }

        @Override
        public void apply(Assignable state) {
            if (state instanceof RecurrentState recurrent) {
                recurrent.restore(value); // already a copy
            } else {
                state.assign(value);
            }
        }
    }

    /**
     * Updates the moving averages of several channels by the means or the variances of the samples of a batch.
     *
     * @param counts the number of samples of each channel
     * @param mean the mean of each channel
     * @param variance the population variance of each channel for a moving average of variances; null for one of means
     */
    record MovingAverage(double[] counts, double[] mean, double @Nullable [] variance, double momentum)
            implements StateUpdate {
        public MovingAverage {
            requireChannels("counts", counts, mean, variance);
            if (variance != null) {
                requireChannels("variance", variance, mean, variance);
            }
            if (!(momentum >= 0 && momentum <= 1)) {
                throw new OptionException(method(variance) + ": momentum must be between 0 and 1, got " + momentum);
            }
        }

        private static void requireChannels(String name, double[] values, double[] mean, double @Nullable [] variance) {
            if (values.length != mean.length) {
                throw new ShapeException(method(variance) + ": " + name + " has " + values.length
                        + (values.length == 1 ? " value" : " values") + ", but mean has " + mean.length
                        + "; give one for each channel.");
            }
        }

        /** Returns the name of the method that creates such an update, for messages. */
        private static String method(double @Nullable [] variance) {
            return variance == null ? "StateUpdate.movingMean" : "StateUpdate.movingVariance";
        }

        @Override
        public void requireFits(Assignable state) {
            if (!(state instanceof Variable)) {
                throw new CornetException("Pass.update: a moving average is a Variable, got " + state);
            }
            requireSize(state, mean.length);
        }

        /** With n = n₁ + n₂: σ² = σ₁²·n₁/n + σ₂²·n₂/n + (mean₂ − mean₁)²·n₁·n₂/n². */
        @Override
        public StateUpdate merge(StateUpdate next) {
            if (!(next instanceof MovingAverage other) || other.mean.length != mean.length) {
                throw new CornetException(
                        "is averaged over one part of a batch and set, or averaged otherwise, by another");
            }
            if ((other.variance == null) != (variance == null)) {
                throw new CornetException("is averaged over the mean of one part of a batch and over the variance of"
                        + " another; use movingMean or movingVariance for all parts");
            }
            if (other.momentum != momentum) {
                throw new CornetException("is averaged with momentum " + momentum + " over one part of a batch and with"
                        + " momentum " + other.momentum + " over another; use one momentum for all parts");
            }
            int c = mean.length;
            double[] n = new double[c];
            double[] mu = new double[c];
            double[] sigma2 = new double[c];
            double[] v1 = variance == null ? new double[c] : variance;
            double[] v2 = other.variance == null ? new double[c] : other.variance;
            for (int j = 0; j < c; j++) {
                double n1 = counts[j];
                double n2 = other.counts[j];
                double delta = other.mean[j] - mean[j];
                n[j] = n1 + n2;
                double share = n[j] == 0 ? 0 : n2 / n[j];
                mu[j] = mean[j] + delta * share;
                sigma2[j] = v1[j] * (1 - share) + v2[j] * share + delta * delta * share * (1 - share);
            }
            return new MovingAverage(n, mu, variance == null ? null : sigma2, momentum);
        }

        private double[] statistic() {
            return variance == null ? mean : variance;
        }

        @Override
        public boolean isFinite() {
            for (double s : statistic()) {
                if (!Float.isFinite((float) ((1 - momentum) * s))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void apply(Assignable state) {
            Variable variable = (Variable) state;
            double[] statistic = statistic();
            float[] m = variable.value().data();
            int at = variable.value().offset();
            for (int j = 0; j < statistic.length; j++) {
                m[at + j] = (float) (momentum * m[at + j] + (1 - momentum) * statistic[j]);
            }
            variable.changed();
        }
    }
}
