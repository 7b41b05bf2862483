package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The hard tanh activation, piecewise linear: y = min(max(z, −1), 1), dz = [|z| ≤ 1]·dy. Reference: Keras' hard_tanh activation. */
public final class HardTanh extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.withDerivative(z, pass, (zs, y, from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Math.min(Math.max(zs[i], -1f), 1f);
                zs[i] = 1 - Elementwise.step(Math.abs(zs[i]) - 1);
            }
        });
    }
}
