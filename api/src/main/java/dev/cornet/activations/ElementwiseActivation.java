package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * An activation that computes each value on its own, y = φ(z), the simplest base for activations of your own:
 *
 * <pre>{@code
 * public final class Snake extends ElementwiseActivation {
 *     @Override protected double value(double z) {
 *         return z + Math.sin(z) * Math.sin(z);
 *     }
 *     @Override protected double derivative(double z) {
 *         return 1 + Math.sin(2 * z);
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link dev.cornet.config.Option}. Values are computed in double and rounded once. The loops of {@link
 * Elementwise} are for activations that must be as fast as the built-in ones.
 */
public abstract class ElementwiseActivation extends ActivationFunction {
    /** φ(z) */
    protected abstract double value(double z);

    /** φ'(z) */
    protected abstract double derivative(double z);

    @Override
    public final Output forward(Tensor z, Pass pass) {
        if (!pass.requiresBackward()) {
            return Elementwise.fromOutput(z, this::map, (y, dy, from, to) -> {});
        }
        return Elementwise.withDerivative(z, pass, this::mapWithDerivative);
    }

    /** y ← φ(y) */
    private void map(float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = (float) value(y[i]);
        }
    }

    /** y ← φ(z), z ← φ'(z) */
    private void mapWithDerivative(float[] z, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = (float) value(z[i]);
            z[i] = (float) derivative(z[i]);
        }
    }
}
