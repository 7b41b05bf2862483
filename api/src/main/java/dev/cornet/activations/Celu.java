package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = z for z ≥ 0, α·(e^(z/α) − 1) else; dz = dy or e^(z/α)·dy: elu whose slope has no jump for any α.
 *
 * <p>References: Barron, "Continuously differentiable exponential linear units", 2017; Keras' celu activation.
 */
public final class Celu extends ActivationFunction {
    @Option
    private double alpha = 1;

    /** α, to which y falls, with its sign changed; positive, default 1. */
    public Celu alpha(double alpha) {
        this.alpha = alpha;
        check();
        return this;
    }

    @Override
    public void check() {
        require(this, alpha > 0, "alpha must be positive, got %s", alpha);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return ExponentialUnit.forward(z, pass, 1, alpha, 1 / alpha);
    }
}
