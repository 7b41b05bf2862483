package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * An initializer of random values.
 *
 * <p>Without a seed each weight has its own random stream. With a seed two weights of the same shape get the same values, as in Keras.
 *
 * @param <I> the initializer class itself
 */
public abstract class RandomInitializer<I extends RandomInitializer<I>> extends FluentInitializer<I> {
    @Option
    private @Nullable Long seed;

    /** The seed of the random stream; default none. */
    public final I seed(long seed) {
        this.seed = seed;
        return checked();
    }

    @Override
    public final RandomStream stream(RandomStream random) {
        return seed == null ? random : new RandomStream(seed);
    }
}
