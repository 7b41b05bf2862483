package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * An initializer of random values.
 *
 * <p>Without a seed each weight has its own random stream. With a seed two weights of the same shape get the same values, as in Keras. To
 * write one, draw value i at position i of the stream, so that the number of threads does not matter:
 *
 * <pre>{@code
 * public final class SparseNormal extends RandomInitializer<SparseNormal> { // normally distributed, except a part that is 0
 *     @Option private double sparsity = 0.5;
 *
 *     public SparseNormal sparsity(double sparsity) {
 *         this.sparsity = sparsity;
 *         return checked();
 *     }
 *     @Override public void fill(Tensor w, RandomStream random) {
 *         fill(w, i -> random.foldIn(1).uniform(i) < sparsity ? 0 : 0.1 * random.normal(i));
 *     }
 * }
 * }</pre>
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
