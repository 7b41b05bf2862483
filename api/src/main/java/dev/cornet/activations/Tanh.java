package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The tanh activation: y = tanh z, dz = (1 − y²)·dy. Reference: Keras' tanh activation. */
public final class Tanh extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(z, Elementwise.inPlace(pass.backend()::tanh), (y, dy, from, to) -> {
            for (int i = from; i < to; i++) {
                dy[i] *= 1 - y[i] * y[i];
            }
        });
    }
}
