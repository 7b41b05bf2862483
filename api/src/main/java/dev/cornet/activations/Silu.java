package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The sigmoid linear unit, SiLU, also "swish": y = z·s with s = 1/(1 + e⁻ᶻ), dz = (s + y·(1 − s))·dy.
 *
 * <p>References: Ramachandran, Zoph, Le, "Searching for activation functions", 2017; Keras' silu activation.
 */
public final class Silu extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            pass.backend().sigmoid(Elementwise.vector(zs, from, to), Elementwise.vector(y, from, to));
            for (int i = from; i < to; i++) {
                float s = y[i];
                y[i] = zs[i] * s;
                zs[i] = s + y[i] * (1 - s);
            }
        });
    }
}
