package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The softsign activation: y = z/(1 + |z|), dz = (1 − |y|)²·dy. Reference: Keras' softsign activation. */
public final class Softsign extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        y[i] /= 1 + Math.abs(y[i]);
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        float r = 1 - Math.abs(y[i]);
                        dy[i] *= r * r;
                    }
                });
    }
}
