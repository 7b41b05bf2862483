package dev.cornet.models;

/**
 * The arguments of {@code predict} other than the data, with Keras' names: {@code new Predict().batchSize(128).verbose(1)}.
 *
 * <p>Reference: Keras' "Model training APIs" page.
 */
public final class Predict extends RunOptions<Predict> {
    public Predict() {
        super("predict");
    }
}
