package dev.cornet.layer;

import dev.cornet.backend.Prepared;
import dev.cornet.layer.ChannelAffine.Affine;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a product x·W + b.
 *
 * @param unscaled W, but for the factors of {@code kept}
 * @param bias b, or null
 * @param kept where kernels keep what they make of W; null where it is not to be kept
 */
public record KernelBias(
        Tensor unscaled, @Nullable Tensor bias, @Nullable Prepared kept) {
    /** W */
    public Tensor kernel() {
        Prepared scaling = kept;
        if (scaling == null || !scaling.scales()) {
            return unscaled;
        }
        float[] w = scaling.scaled(unscaled.data(), unscaled.offset(), unscaled.size());
        return Tensor.wrap(w, 0, unscaled.shape());
    }

    /** The values of variables as this pass sees them. */
    public static KernelBias of(Variable kernel, @Nullable Variable bias, Pass pass) {
        return new KernelBias(kernel.read(), bias == null ? null : bias.read(), pass.prepared(kernel));
    }

    /** The weights of factor·(x·W + b) + offset. */
    public static KernelBias scaled(Tensor kernel, @Nullable Tensor bias, Affine by) {
        double[] factor = by.factor();
        int n = factor.length;
        float[] factors = new float[n];
        Tensor shifted = Tensor.zeros(n);
        for (int j = 0; j < n; j++) {
            double b = bias == null ? 0 : bias.data()[bias.offset() + j];
            factors[j] = (float) factor[j];
            shifted.data()[j] = (float) (b * factor[j] + by.offset()[j]);
        }
        return new KernelBias(kernel, shifted, new Prepared(factors));
    }
}
