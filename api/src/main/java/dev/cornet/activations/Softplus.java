package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The softplus activation: y = ln(1 + eᶻ), dz = dy/(1 + e⁻ᶻ).
 *
 * <p>Computed as max(z, 0) + ln(1 + e^−|z|), which does not overflow. Reference: Keras' softplus activation.
 */
public final class Softplus extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return forward(z, pass, 1f);
    }

    /** y = sign·softplus(sign·z), where sign is 1 or −1. */
    static Output forward(Tensor z, Pass pass, float sign) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                float x = sign * zs[i];
                double e = Math.exp(-Math.abs(x));
                y[i] = sign * (float) (Math.max(x, 0f) + Math.log1p(e));
                zs[i] = (float) ((x > 0 ? 1 : e) / (1 + e));
            }
        });
    }
}
