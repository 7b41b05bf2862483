package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The logarithm of the sigmoid: y = −ln(1 + e⁻ᶻ), dz = dy/(1 + eᶻ).
 *
 * <p>Computed as min(z, 0) − ln(1 + e^−|z|), which does not overflow. Reference: Keras' log_sigmoid activation.
 */
public final class LogSigmoid extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                double e = Math.exp(-Math.abs(zs[i]));
                y[i] = (float) (Math.min(zs[i], 0f) - Math.log1p(e));
                zs[i] = (float) ((zs[i] > 0 ? e : 1) / (1 + e));
            }
        });
    }
}
