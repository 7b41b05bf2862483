package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The CELU activation: y = z for z ≥ 0, α·(e^(z/α) − 1) otherwise; dz = dy or e^(z/α)·dy.
 *
 * <p>It is {@link Elu} with a derivative that is continuous at 0 for every α. References: Barron, "Continuously differentiable exponential
 * linear units", 2017; Keras' celu activation.
 */
public final class Celu extends FluentActivation<Celu> {
    @Option
    private double alpha = 1;

    /** α, positive; y tends to −α for z → −∞; default 1. */
    public Celu alpha(double alpha) {
        this.alpha = alpha;
        return checked();
    }

    @Override
    public void check() {
        require(alpha > 0, "alpha must be positive, got %s", alpha);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return EluFamily.forward(z, pass, 1, alpha, 1 / alpha);
    }
}
