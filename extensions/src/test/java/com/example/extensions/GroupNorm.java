package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.layers.BaseNormalization;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * Group normalization: y = γ·(x − μ)/√(σ² + ε) + β, with the mean μ and the variance σ² of each sample over all positions and the channels
 * of one group. Reference: Wu, He, "Group normalization", ECCV 2018.
 */
public final class GroupNorm extends BaseNormalization<GroupNorm> {
    @Option
    private int groups = 32;

    public GroupNorm groups(int groups) {
        this.groups = groups;
        return self();
    }

    @Override
    protected void build(Shape in) {
        requireShape(in.last() % groups == 0, "the channels (%d) must be divisible by groups (%d)", in.last(), groups);
        buildGammaBeta(Shape.of(in.last()));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Tensor xHat = pass.tensor(x.shape());
        float[] factors = new float[x.shape().dim(0) * groups];
        normalize(x, x, xHat, factors);
        return scaleAndShift(
                new Output(xHat, (d, grads) -> { // dx = (d − mean(d) − x̂·mean(d·x̂))/√(σ² + ε)
                    Tensor dx = pass.tensor(x.shape());
                    normalize(d, xHat, dx, factors);
                    return dx;
                }),
                pass);
    }

    /** Forward (a = b = x): y ← (x − μ)/√(σ² + ε). Backward (a = d, b = x̂): y ← (d − mean(d) − x̂·mean(d·x̂))·factor. */
    private void normalize(Tensor a, Tensor b, Tensor y, float[] factors) {
        int channels = a.shape().last();
        int width = channels / groups;
        int n = a.rowSize() / groups;
        for (int g = 0; g < factors.length; g++) {
            int first = g / groups * a.rowSize() + g % groups * width;
            double sum = 0;
            double product = 0;
            for (int i = 0; i < n; i++) {
                int at = first + i / width * channels + i % width;
                sum += a.data()[a.offset() + at];
                product += (double) a.data()[a.offset() + at] * b.data()[b.offset() + at];
            }
            double mean = sum / n;
            boolean forward = a == b;
            factors[g] = forward ? (float) (1 / Math.sqrt(product / n - mean * mean + epsilon())) : factors[g];
            for (int i = 0; i < n; i++) {
                int at = first + i / width * channels + i % width;
                double shift = forward ? mean : mean + b.data()[b.offset() + at] * product / n;
                y.data()[y.offset() + at] = (float) ((a.data()[a.offset() + at] - shift) * factors[g]);
            }
        }
    }
}
