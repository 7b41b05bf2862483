package dev.cornet.initializers;

/**
 * An initializer whose option methods return its own type, so that calls chain in any order. {@link RandomInitializer} adds the option
 * seed; this class is for values that are not random:
 *
 * <pre>{@code
 * public final class Delay extends FluentInitializer<Delay> {                // wᵢⱼ = 1 for j = i + steps, 0 otherwise
 *     @Option private int steps = 1;
 *
 *     public Delay steps(int steps) {
 *         this.steps = steps;
 *         return checked();
 *     }
 *     @Override public void fill(Tensor w, RandomStream random) {
 *         int columns = w.shape().last();
 *         fill(w, i -> i % columns == i / columns + steps ? 1 : 0);
 *     }
 * }
 * }</pre>
 *
 * @param <I> the initializer class itself
 */
public abstract class FluentInitializer<I extends FluentInitializer<I>> extends Initializer {
    /** For the end of an option method: refuses an invalid value at once, and returns this initializer. */
    @SuppressWarnings("unchecked") // I is the class itself, by the bound
    protected final I checked() {
        checkOptions();
        return (I) this;
    }
}
