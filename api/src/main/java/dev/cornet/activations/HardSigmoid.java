package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The hard sigmoid activation, piecewise linear: y = min(max(slope·z + ½, 0), 1), dz = slope·{@code [0 < y < 1]}·dy.
 *
 * <p>The slope is ⅙ as in Keras 3. In Keras 1 and 2 it was ⅕, and models read from their files get that slope; Keras 3 has no such option,
 * so it cannot read them back. Reference: Keras' hard_sigmoid activation.
 */
public final class HardSigmoid extends FluentActivation<HardSigmoid> {
    @Option
    private double slope = 1 / 6.0;

    /** The derivative for {@code 0 < y < 1}; default ⅙. */
    public HardSigmoid slope(double slope) {
        this.slope = slope;
        return checked();
    }

    @Override
    public void check() {
        require(slope >= 1e-6 && slope <= 1e6, "slope must be between 1e-6 and 1e6, got %s", slope);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        float half = (float) (0.5 / slope);
        float width = 2 * half;
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        y[i] = Math.min(Math.max(y[i] + half, 0f), width) / width;
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        dy[i] *= Elementwise.nonZero(y[i] * (1 - y[i])) / width;
                    }
                });
    }
}
