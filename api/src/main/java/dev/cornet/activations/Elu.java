package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The exponential linear unit, ELU: y = z for z ≥ 0, α·(eᶻ − 1) otherwise; dz = dy or α·eᶻ·dy.
 *
 * <p>References: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by exponential linear units", ICLR 2016; Keras'
 * elu activation.
 */
public final class Elu extends FluentActivation<Elu> {
    @Option
    private double alpha = 1;

    /** α, 0 or more; y tends to −α for z → −∞; default 1. */
    public Elu alpha(double alpha) {
        this.alpha = alpha;
        return checked();
    }

    @Override
    public void check() {
        require(alpha >= 0, "alpha must be 0 or more, got %s", alpha);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return EluFamily.forward(z, pass, 1, alpha, 1);
    }
}
