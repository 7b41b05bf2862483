package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The exponential linear unit, ELU: y = z for z ≥ 0, α·(eᶻ − 1) otherwise; dz = dy or α·eᶻ·dy.
 *
 * <p>References: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by exponential linear units", ICLR 2016; Keras'
 * elu activation.
 */
public final class Elu extends BaseElu<Elu> {
    @Override
    public void check() {
        require(this, alpha >= 0, "alpha must be 0 or more, got %s", alpha);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return forward(z, pass, 1, alpha, 1);
    }
}
