package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The sigmoid activation: y = 1/(1 + e⁻ᶻ), dz = y·(1 − y)·dy. Reference: Keras' sigmoid activation. */
public final class Sigmoid extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(z, Elementwise.inPlace(pass.backend()::sigmoid), (y, dy, from, to) -> {
            for (int i = from; i < to; i++) {
                dy[i] *= y[i] * (1 - y[i]);
            }
        });
    }
}
