package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Base of relu and leaky_relu, with the option of a derivative for negative z.
 *
 * @param <A> the activation class itself
 */
abstract class BaseRelu<A extends BaseRelu<A>> extends FluentActivation<A> {
    @Option
    double negativeSlope;

    BaseRelu(double negativeSlope) {
        this.negativeSlope = negativeSlope;
    }

    /** The derivative below the threshold, 0 or more; default 0 of relu and 0.2 of leaky_relu. */
    public A negativeSlope(double negativeSlope) {
        this.negativeSlope = negativeSlope;
        return checked();
    }

    @Override
    public void check() {
        require(this, negativeSlope >= 0, "negative_slope must be 0 or more, got %s", negativeSlope);
    }

    /** y = z for z > 0, slope·z otherwise. */
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
