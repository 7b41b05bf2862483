package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * An initializer of random values.
 *
 * <p>Without a seed each weight has a stream of its own. With one, two weights of one shape begin with the same values, as in Keras.
 *
 * @param <I> the initializer itself
 */
public abstract class RandomInitializer<I extends RandomInitializer<I>> extends Initializer {
    @Option
    private @Nullable Long seed;

    /** The seed that decides the values; default none. */
    public final I seed(long seed) {
        this.seed = seed;
        return self();
    }

    @Override
    public final RandomStream stream(RandomStream given) {
        return seed == null ? given : new RandomStream(seed);
    }

    /** For the end of an option method: refuses a bad value at once, and returns this initializer. */
    protected final I checked() {
        check();
        return self();
    }

    @SuppressWarnings("unchecked") // I is the class itself, by the bound
    protected final I self() {
        return (I) this;
    }
}
