package dev.cornet.initializers;

import dev.cornet.config.LayerComponent;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * An initializer: gives a new weight its initial values.
 *
 * <p>To write one, extend this class, {@link RandomInitializer} for an option {@code seed}, or {@link FanInitializer} for values that
 * depend on the numbers of inputs and outputs too. Value i of a random initializer is drawn at position i of the stream:
 *
 * <pre>{@code
 * public final class Signs extends RandomInitializer<Signs> {                // −0.1 or 0.1
 *     @Override public void fill(Tensor w, RandomStream random) {
 *         for (int i = 0; i < w.size(); i++) {
 *             w.data()[w.offset() + i] = random.uniform(i) < 0.5 ? -0.1f : 0.1f;
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link dev.cornet.config.Option}. Reference: Keras' initializers page.
 */
public abstract class Initializer extends LayerComponent {
    /** Fills {@code w} with values that depend on its shape and on {@code random} alone. */
    public abstract void fill(Tensor w, RandomStream random);

    /** The random stream to use: {@code random}, or one with the initializer's own seed. */
    public RandomStream stream(RandomStream random) {
        return random;
    }
}
