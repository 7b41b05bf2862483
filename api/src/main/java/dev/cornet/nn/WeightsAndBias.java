package dev.cornet.nn;

import dev.cornet.backend.PackedWeights;
import dev.cornet.nn.ChannelAffine.Affine;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a product x·W + b.
 *
 * @param unscaled W, but for the factors of {@code kept}
 * @param bias b, or null
 * @param kept where kernels keep what they make of W; null where it is not to be kept
 */
public record WeightsAndBias(
        Tensor unscaled, @Nullable Tensor bias, @Nullable PackedWeights kept) {
    /** W */
    public Tensor kernel() {
        PackedWeights scaling = kept;
        if (scaling == null || !scaling.scales()) {
            return unscaled;
        }
        float[] w = scaling.scaled(unscaled.data(), unscaled.offset(), unscaled.size());
        return Tensor.wrap(w, 0, unscaled.shape());
    }

    /** The values of variables as this pass sees them. */
    public static WeightsAndBias of(Variable kernel, @Nullable Variable bias, Pass pass) {
        return new WeightsAndBias(kernel.value(), bias == null ? null : bias.value(), pass.packed(kernel));
    }

    /** The weights of factor·(x·W + b) + offset. */
    public static WeightsAndBias scaled(Tensor kernel, @Nullable Tensor bias, Affine by) {
        double[] factor = by.factor();
        int n = factor.length;
        float[] factors = new float[n];
        Tensor shifted = Tensor.zeros(n);
        for (int j = 0; j < n; j++) {
            double b = bias == null ? 0 : bias.data()[bias.offset() + j];
            factors[j] = (float) factor[j];
            shifted.data()[j] = (float) (b * factor[j] + by.offset()[j]);
        }
        return new WeightsAndBias(kernel, shifted, new PackedWeights(factors));
    }
}
