package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The sparse sigmoid activation, piecewise linear: y = min(max(½·(z + 1), 0), 1), dz = ½·{@code [0 < y < 1]}·dy.
 *
 * <p>Reference: Keras' sparse_sigmoid activation.
 */
public final class SparseSigmoid extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        y[i] = Math.min(Math.max(0.5f * (y[i] + 1), 0f), 1f);
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        dy[i] *= 0.5f * Elementwise.nonZero(y[i] * (1 - y[i]));
                    }
                });
    }
}
