package dev.cornet.layer;

import dev.cornet.backend.Prepared;
import dev.cornet.layer.ChannelAffine.Affine;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a product x·W + b.
 *
 * @param kernel W
 * @param bias b, or null
 * @param kept where kernels keep what they make of W; null where it is not to be kept
 */
public record KernelBias(
        Tensor kernel, @Nullable Tensor bias, @Nullable Prepared kept) {
    /** The values of variables as this pass sees them. */
    public static KernelBias of(Variable kernel, @Nullable Variable bias, Pass pass) {
        return new KernelBias(kernel.read(), bias == null ? null : bias.read(), pass.prepared(kernel));
    }

    /** The weights of factor·(x·W + b) + offset. */
    public static KernelBias scaled(Tensor kernel, @Nullable Tensor bias, Affine by) {
        double[] factor = by.factor();
        int n = factor.length;
        Tensor scaled = kernel.copy();
        float[] w = scaled.data();
        for (int i = 0; i < w.length; i += n) {
            for (int j = 0; j < n; j++) {
                w[i + j] = (float) (w[i + j] * factor[j]);
            }
        }
        Tensor shifted = Tensor.zeros(n);
        for (int j = 0; j < n; j++) {
            double b = bias == null ? 0 : bias.data()[bias.offset() + j];
            shifted.data()[j] = (float) (b * factor[j] + by.offset()[j]);
        }
        return new KernelBias(scaled, shifted, new Prepared());
    }
}
