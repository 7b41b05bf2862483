package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The logarithm of the sigmoid: y = −ln(1 + e⁻ᶻ), dz = dy/(1 + eᶻ).
 *
 * <p>It is −softplus(−z). Reference: Keras' log_sigmoid activation.
 */
public final class LogSigmoid extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Softplus.forward(z, pass, -1f);
    }
}
