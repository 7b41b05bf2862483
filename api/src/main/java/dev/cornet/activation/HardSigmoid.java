package dev.cornet.activation;

import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;

/** y = min(max(z/6 + ½, 0), 1), dz = ⅙·[0 < y < 1]·dy. Keras 2 had z/5 + ½. Reference: Keras' hard_sigmoid activation. */
public final class HardSigmoid extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        y[i] = Math.min(Math.max(y[i] + 3, 0f), 6f) / 6;
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        dy[i] *= Elementwise.nonZero(y[i] * (1 - y[i])) / 6;
                    }
                });
    }
}
