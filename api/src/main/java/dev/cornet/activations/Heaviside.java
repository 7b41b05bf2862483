package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * The step function of the first perceptrons: y = [z > 0], dz = 0, so earlier layers get no gradient and cannot learn. Not in Keras.
 *
 * <p>Reference: McCulloch, Pitts, "A logical calculus of the ideas immanent in nervous activity", 1943.
 */
public final class Heaviside extends ActivationFunction {
    @Override
    public Output forward(Tensor z, Pass pass) {
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        y[i] = Elementwise.step(y[i]);
                    }
                },
                (y, dy, from, to) -> Arrays.fill(dy, from, to, 0f));
    }
}
