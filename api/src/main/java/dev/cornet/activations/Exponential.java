package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The exponential activation: y = eᶻ, dz = y·dy; y is infinite for z above 88.7. Reference: Keras' exponential activation. */
public final class Exponential extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(z, Elementwise.inPlace(pass.backend()::exp), (y, dy, from, to) -> {
            for (int i = from; i < to; i++) {
                dy[i] *= y[i];
            }
        });
    }
}
