package dev.cornet.activations;

import dev.cornet.nn.ActivationFunction;

/**
 * An activation whose option methods return its own type, so that calls chain in any order. {@link ElementwiseActivation} is for those that
 * compute each value on its own. Others implement {@code forward}, which may overwrite z, and dy in the backward:
 *
 * <pre>{@code
 * public final class Tempered extends FluentActivation<Tempered> {           // y = softmax(z/T)
 *     @Option private double temperature = 1;
 *
 *     public Tempered temperature(double temperature) {
 *         this.temperature = temperature;
 *         return checked();
 *     }
 *     @Override public void check() {
 *         require(temperature > 0, "temperature must be positive, got %s", temperature);
 *     }
 *     @Override public Output forward(Tensor z, Pass pass) {
 *         Ops.scale(z, (float) (1 / temperature));
 *         Ops.softmaxRows(z);
 *         return new Output(z, (dy, grads) -> {
 *             Ops.softmaxRowsBackward(dy, z);
 *             Ops.scale(dy, (float) (1 / temperature));
 *             return dy;
 *         });
 *     }
 * }
 * }</pre>
 *
 * @param <A> the activation class itself
 */
public abstract class FluentActivation<A extends FluentActivation<A>> extends ActivationFunction {
    /** For the end of an option method: refuses an invalid value at once, and returns this activation. */
    @SuppressWarnings("unchecked") // A is the class itself, by the bound
    protected final A checked() {
        checkOptions();
        return (A) this;
    }
}
