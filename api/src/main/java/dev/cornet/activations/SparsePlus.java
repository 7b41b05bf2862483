package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The sparse plus activation: y = 0 for z ≤ −1, ¼·(z + 1)² for {@code −1 < z < 1}, z for z ≥ 1; dz = min(√y, 1)·dy.
 *
 * <p>Reference: Keras' sparse_plus activation.
 */
public final class SparsePlus extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        float x = Math.min(Math.max(y[i], -1f), 1f) + 1;
                        y[i] = 0.25f * x * x + Math.max(y[i] - 1, 0f);
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        dy[i] *= Math.min((float) Math.sqrt(y[i]), 1f);
                    }
                });
    }
}
