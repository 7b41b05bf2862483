package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The tanh shrinkage activation: y = z − tanh z, dz = tanh²z·dy. Reference: Keras' tanh_shrink activation. */
public final class TanhShrink extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            pass.backend().tanh(Elementwise.vector(zs, from, to), Elementwise.vector(y, from, to));
            for (int i = from; i < to; i++) {
                float t = y[i];
                y[i] = zs[i] - t;
                zs[i] = t * t;
            }
        });
    }
}
