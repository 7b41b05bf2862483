package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The leaky ReLU activation: y = z for z > 0, negativeSlope·z otherwise; dz = dy or negativeSlope·dy.
 *
 * <p>negativeSlope is 0.2 by default, as in Keras' activation; Keras' layer LeakyReLU has 0.3. References: Maas, Hannun, Ng, "Rectifier
 * nonlinearities improve neural network acoustic models", ICML 2013; Keras' leaky_relu activation.
 */
public final class LeakyRelu extends FluentActivation<LeakyRelu> {
    @Option
    private double negativeSlope = 0.2;

    /** The derivative for z ≤ 0, 0 or more; default 0.2. */
    public LeakyRelu negativeSlope(double negativeSlope) {
        this.negativeSlope = negativeSlope;
        return checked();
    }

    @Override
    public void check() {
        require(negativeSlope >= 0, "negative_slope must be 0 or more, got %s", negativeSlope);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return forward(z, pass, (float) negativeSlope);
    }

    static Output forward(Tensor z, Pass pass, float slope) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Math.max(zs[i], 0f) + slope * Math.min(zs[i], 0f);
            }
            for (int i = from; i < to; i++) {
                zs[i] = slope + (1 - slope) * Elementwise.step(zs[i]);
            }
        });
    }
}
