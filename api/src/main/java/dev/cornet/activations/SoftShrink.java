package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The soft shrinkage activation: y = z − min(max(z, −θ), θ), each value moved by θ towards 0; dz = [y ≠ 0]·dy.
 *
 * <p>Reference: Keras' soft_shrink activation.
 */
public final class SoftShrink extends ActivationFunction {
    @Option
    private double threshold = 0.5;

    /** The threshold θ, 0 or more; default 0.5. */
    public SoftShrink threshold(double threshold) {
        this.threshold = threshold;
        check();
        return this;
    }

    @Override
    public void check() {
        require(this, threshold >= 0, "threshold must be 0 or more, got %s", threshold);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        float theta = (float) threshold;
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        y[i] -= Math.min(Math.max(y[i], -theta), theta);
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        dy[i] *= Elementwise.nonZero(Math.abs(y[i]));
                    }
                });
    }
}
