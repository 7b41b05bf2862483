package dev.cornet.activations;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * An activation that computes each value on its own, y = φ(z), the simplest base for activations of your own:
 *
 * <pre>{@code
 * public final class Swish extends ElementwiseActivation<Swish> {            // y = z/(1 + e^(−β·z))
 *     @Option private double beta = 1;
 *
 *     public Swish beta(double beta) {
 *         this.beta = beta;
 *         return checked();
 *     }
 *     @Override protected double value(double z) {
 *         return z / (1 + Math.exp(-beta * z));
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link dev.cornet.config.Option}; override {@code check} to refuse values, by {@code require}. Values are
 * computed in double and rounded once. The loops of {@link Elementwise}, in a {@link FluentActivation}, are for activations that must be as
 * fast as the built-in ones.
 *
 * @param <A> the activation class itself
 */
public abstract class ElementwiseActivation<A extends ElementwiseActivation<A>> extends FluentActivation<A> {
    /** φ(z) */
    protected abstract double value(double z);

    /**
     * φ'(z). By default the central difference (φ(z + h) − φ(z − h))/(2h) with h = 2⁻¹⁷·max(1, |z|). In double its error is about
     * 10⁻⁹, less than that of a float, where φ is smooth; at a kink it is the mean of both slopes. Override it where φ jumps, or to save
     * the two further values of φ.
     */
    protected double derivative(double z) {
        double h = 0x1p-17 * Math.max(1, Math.abs(z));
        return (value(z + h) - value(z - h)) / (2 * h);
    }

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
