package dev.cornet.nn;

/** Which rows of a batch an operation must be given at once, in the order of increasing demand. */
public enum RowUse {
    /** Each row is computed on its own: the batch may be cut into slices. */
    SLICES,

    /** Each row is computed on its own, but the operation itself distributes the whole batch over the threads better than slices would. */
    WHOLE_IS_FASTER,

    /** A row of the result depends on other rows of the batch, as in batch statistics or a sum over axis 0: slices would be wrong. */
    MIXES;

    /** Returns whether the operation must be given the whole batch. */
    public boolean needsWholeBatch() {
        return this != SLICES;
    }
}
