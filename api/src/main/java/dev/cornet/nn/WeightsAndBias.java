package dev.cornet.nn;

import dev.cornet.backend.PackedWeights;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a linear layer x·W + b.
 *
 * @param unscaled W, before the factors of {@code packed} are applied
 * @param bias b, or null
 * @param packed the cache for packed forms of W, with a factor per filter, if any; null if packed forms are not to be cached
 */
public record WeightsAndBias(
        Tensor unscaled, @Nullable Tensor bias, @Nullable PackedWeights packed) {
    /** Returns W with its factors applied. */
    public Tensor kernel() {
        PackedWeights scaling = packed;
        if (scaling == null || !scaling.hasFactors()) {
            return unscaled;
        }
        float[] w = scaling.scaled(unscaled.data(), unscaled.offset(), unscaled.size());
        return Tensor.wrap(w, 0, unscaled.shape());
    }

    /** Returns the current values of variables, with the cache that belongs to this pass. */
    public static WeightsAndBias of(Variable kernel, @Nullable Variable bias, Pass pass) {
        return new WeightsAndBias(kernel.value(), bias == null ? null : bias.value(), pass.packed(kernel));
    }

    /** Returns the weights W′ and b′ with x·W′ + b′ = factor·(x·W + b) + offset. */
    public static WeightsAndBias scaled(Tensor kernel, @Nullable Tensor bias, ChannelAffine by) {
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
