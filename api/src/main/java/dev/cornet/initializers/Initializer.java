package dev.cornet.initializers;

import dev.cornet.config.LayerComponent;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * An initializer: gives a new weight its initial values.
 *
 * <p>To write one, extend {@link RandomInitializer}, which has the option {@code seed}, {@link FanInitializer} for values that depend on
 * the numbers of inputs and outputs too, or {@link FluentInitializer} for values that are not random. Value i of a random initializer is drawn
 * at position i of the stream:
 *
 * <pre>{@code
 * public final class Signs extends RandomInitializer<Signs> {                // −size or size
 *     @Option private double size = 0.1;
 *
 *     public Signs size(double size) {
 *         this.size = size;
 *         return checked();
 *     }
 *     @Override public void fill(Tensor w, RandomStream random) {
 *         fill(w, i -> random.uniform(i) < 0.5 ? -size : size);
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link dev.cornet.config.Option}; override {@code check} to refuse values, by {@code require}. Reference:
 * Keras' initializers page.
 */
public abstract class Initializer extends LayerComponent {
    /** Fills {@code w} with values that depend on its shape and on {@code random} alone. */
    public abstract void fill(Tensor w, RandomStream random);

    /** The random stream to use: {@code random}, or one with the initializer's own seed. */
    public RandomStream stream(RandomStream random) {
        return random;
    }

    /** wᵢ ← value(i) for all i, the positions in w, rounded to float. Several threads call {@code value}. */
    protected static void fill(Tensor w, IntToDoubleFunction value) {
        RandomFill.fill(w, value);
    }
}
