package dev.cornet.losses;

/** How the losses lᵢ of a batch, with sample weights wᵢ, are reduced to one number. */
public enum Reduction {
    /** Σ wᵢ·lᵢ / n, where n is the number of losses, whatever their weights. */
    SUM_OVER_BATCH_SIZE,
    /** Keras' other name for {@link #SUM_OVER_BATCH_SIZE}. */
    MEAN,
    /** Σ wᵢ·lᵢ */
    SUM,
    /** Σ wᵢ·lᵢ / Σ wᵢ */
    MEAN_WITH_SAMPLE_WEIGHT,
    /** No reduction: the lᵢ themselves; a model is trained on their sum. */
    NONE
}
