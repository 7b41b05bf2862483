package dev.cornet.losses;

/** How the losses of a batch become one number. */
public enum Reduction {
    /** Σ wᵢ·lᵢ / count of lᵢ (the weights do not change the divisor) */
    SUM_OVER_BATCH_SIZE,
    /** Keras' other name of {@link #SUM_OVER_BATCH_SIZE}. */
    MEAN,
    /** Σ wᵢ·lᵢ */
    SUM,
    /** Σ wᵢ·lᵢ / Σ wᵢ */
    MEAN_WITH_SAMPLE_WEIGHT,
    /** The lᵢ themselves; a model trains on their sum. */
    NONE
}
