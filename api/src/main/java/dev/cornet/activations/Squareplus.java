package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The squareplus activation, a smooth ReLU: y = ½·(z + √(z² + b)), dz = y²/(y² + b/4)·dy.
 *
 * <p>References: Barron, "Squareplus: a softplus-like algebraic rectifier", 2021; Keras' squareplus activation.
 */
// Computed as max(z, 0) + ½·b/(|z| + √(z² + b)), which loses no digits for z < 0.
public final class Squareplus extends FluentActivation<Squareplus> {
    @Option
    private double b = 4;

    /** The size of the curved region around 0; positive, default 4. */
    public Squareplus b(double b) {
        this.b = b;
        return checked();
    }

    @Override
    public void check() {
        require(b > 0, "b must be positive, got %s", b);
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        float b = (float) this.b;
        return Elementwise.fromOutput(
                z,
                (y, from, to) -> {
                    for (int i = from; i < to; i++) {
                        float x = y[i];
                        y[i] = Math.max(x, 0f) + 0.5f * b / (Math.abs(x) + (float) Math.sqrt(x * x + b));
                    }
                },
                (y, dy, from, to) -> {
                    for (int i = from; i < to; i++) {
                        dy[i] *= y[i] / (y[i] + 0.25f * b / y[i]);
                    }
                });
    }
}
