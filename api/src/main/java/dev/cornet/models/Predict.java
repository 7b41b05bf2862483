package dev.cornet.models;

import dev.cornet.random.RandomStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code predict} other than the data, with Keras' names: {@code new Predict().batchSize(128).verbose(1)}.
 *
 * <p>Reference: Keras' "Model training APIs" page.
 */
public final class Predict extends RunOptions<Predict> {
    private @Nullable RandomStream random;

    public Predict() {
        super("predict");
    }

    /**
     * Sets the seed of layers that are called in training mode, such as a dropout with {@code Call.training(true)}: predictions with the
     * same seed and batches draw the same numbers. Default: derived from the seed of the model and the number of the call.
     */
    public Predict seed(long seed) {
        this.random = new RandomStream(seed);
        return this;
    }

    Optional<RandomStream> random() {
        return Optional.ofNullable(random);
    }
}
