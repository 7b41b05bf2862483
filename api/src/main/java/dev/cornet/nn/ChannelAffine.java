package dev.cornet.nn;

import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The function y = factor·x + offset for each channel, the last axis.
 *
 * @param factor one factor per channel
 * @param offset one offset per channel
 */
public record ChannelAffine(double[] factor, double[] offset) {
    /** Returns the weights W′ and b′ with x·W′ + b′ = factor·(x·W + b) + offset; W′ is W with factors for its packed forms. */
    public WeightsAndBias after(Tensor kernel, @Nullable Tensor bias) {
        int n = factor.length;
        float[] factors = new float[n];
        Tensor shifted = Tensor.zeros(n);
        for (int j = 0; j < n; j++) {
            double b = bias == null ? 0 : bias.data()[bias.offset() + j];
            factors[j] = (float) factor[j];
            shifted.data()[j] = (float) (b * factor[j] + offset[j]);
        }
        return new WeightsAndBias(kernel, shifted, new PackedWeights(factors));
    }
}
