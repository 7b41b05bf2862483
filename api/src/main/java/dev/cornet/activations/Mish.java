package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The Mish activation: y = z·w with w = tanh(ln(1 + eᶻ)), dz = (w + z·s·(1 − w²))·dy with s = eᶻ/(1 + eᶻ).
 *
 * <p>References: Misra, "Mish: a self regularized non-monotonic activation function", BMVC 2020; Keras' mish activation.
 */
// tanh(ln u) = (u² − 1)/(u² + 1). With e = eᶻ, u = 1 + e and n = e·(e + 2) = u² − 1 it equals n/(n + 2).
// For z ≥ 20, w is 1 in float32.
public final class Mish extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Math.min(zs[i], 20f);
            }
            Tensor v = Elementwise.vector(y, from, to);
            pass.backend().exp(v, v);
            for (int i = from; i < to; i++) {
                float e = y[i];
                float n = e * (e + 2);
                float w = n / (n + 2);
                y[i] = zs[i] * w;
                zs[i] = w + zs[i] * (e / (1 + e)) * (1 - w * w);
            }
        });
    }
}
