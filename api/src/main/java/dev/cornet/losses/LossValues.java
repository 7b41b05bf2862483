package dev.cornet.losses;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The losses lⱼ of a batch, and the function that computes the gradient of their weighted sum Σ scaleⱼ·lⱼ by the predictions p. */
public final class LossValues {
    /** The gradient of the losses of a batch by its predictions. */
    @FunctionalInterface
    public interface Gradient {
        /**
         * Adds Σ scaleⱼ·∂lⱼ/∂p to dp.
         *
         * @param scale the factor of each loss
         * @param dp zeros, of the shape of the predictions
         */
        void addTo(float[] scale, Tensor dp);
    }

    /** The gradient of the one loss of a batch by its predictions. */
    @FunctionalInterface
    public interface GradientOfOne {
        /**
         * Adds scale·∂l/∂p to dp.
         *
         * @param dp zeros, of the shape of the predictions
         */
        void addTo(float scale, Tensor dp);
    }

    private final double[] l;
    private final Gradient gradient;
    private final boolean @Nullable [] counted;

    private LossValues(double[] l, Gradient gradient, boolean @Nullable [] counted) {
        this.l = l;
        this.gradient = gradient;
        this.counted = counted;
    }

    /** One loss for the whole batch. */
    public static LossValues of(double l, GradientOfOne gradient) {
        Arguments.notNull(gradient, "LossValues.of", "gradient");
        return new LossValues(new double[] {l}, (scale, dp) -> gradient.addTo(scale[0], dp), null);
    }

    /**
     * Several losses. If their number is that of the samples, or a multiple of it, they belong to the samples in order; sample weights and
     * masks need that.
     */
    public static LossValues of(double[] l, Gradient gradient) {
        return new LossValues(
                Arguments.notNull(l, "LossValues.of", "l"),
                Arguments.notNull(gradient, "LossValues.of", "gradient"),
                null);
    }

    /** The same, with losses that do not count: where {@code counted} is false, the loss does not enter the divisor of means either. */
    public LossValues counting(boolean... counted) {
        if (counted.length != l.length) {
            throw new ShapeException("LossValues.counting: expected a value for each of " + l.length + " losses, got "
                    + counted.length + ".");
        }
        return new LossValues(l, gradient, counted);
    }

    /** The same, with losses that do not count where the mask is 0. */
    LossValues masked(String name, Tensor mask) {
        if (mask.size() == 0 || l.length % mask.size() != 0) {
            throw new ShapeException(name + ": the output has a mask of shape " + mask.shape() + ", but a batch has "
                    + l.length + (l.length == 1 ? " loss" : " losses")
                    + " only, each computed from values that the mask leaves out. Drop the mask before the output, or let the loss"
                    + " override evaluate(yTrue, yPred, mask).");
        }
        int perMask = l.length / mask.size();
        boolean[] all = new boolean[l.length];
        for (int j = 0; j < all.length; j++) {
            all[j] = counts(j) && mask.data()[mask.offset() + j / perMask] != 0;
        }
        return new LossValues(l, gradient, all);
    }

    /** The number of losses. */
    public int size() {
        return l.length;
    }

    /** lⱼ */
    public double get(int j) {
        return l[j];
    }

    /** The losses, as a copy. */
    public double[] toArray() {
        return l.clone();
    }

    /** Whether loss j counts. */
    public boolean counts(int j) {
        return counted == null || counted[j];
    }

    /** dp ← Σ scaleⱼ·∂lⱼ/∂p */
    public void gradient(float[] scale, Tensor dp) {
        if (scale.length != l.length) {
            throw new ShapeException("LossValues.gradient: expected a factor for each of " + l.length + " losses, got "
                    + scale.length + ".");
        }
        Ops.fill(dp, 0f);
        gradient.addTo(scale, dp);
    }

    @Override
    public String toString() {
        return Arrays.toString(l);
    }
}
