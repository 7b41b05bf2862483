package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a convolution or of another linear map x·W + b.
 *
 * @param unscaled W, before the factors of {@code packed} are applied
 * @param bias b, one value per filter, or null
 * @param packed the cache for packed forms of W, with a factor per filter, if any; null if packed forms are not to be cached
 */
public record WeightsAndBias(
        Tensor unscaled, @Nullable Tensor bias, @Nullable PackedWeights packed) {
    /** Returns weights without a bias, whose packed forms are not cached. */
    public static WeightsAndBias of(Tensor kernel) {
        return new WeightsAndBias(kernel, null, null);
    }

    /** Returns W with its factors applied. */
    public Tensor kernel() {
        PackedWeights scaling = packed;
        return scaling == null || !scaling.hasFactors() ? unscaled : scaling.scaled(unscaled);
    }
}
