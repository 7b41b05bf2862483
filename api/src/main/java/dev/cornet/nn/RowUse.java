package dev.cornet.nn;

import dev.cornet.exceptions.OptionException;

/** Which rows of a batch an operation must be given at once, in the order of increasing demand. */
public enum RowUse {
    /** Each row is computed on its own: the batch may be cut into slices. */
    SLICES,

    /** Each row is computed on its own, but the operation itself distributes the whole batch over the threads better than slices would. */
    WHOLE_IS_FASTER,

    /** A row of the result depends on other rows of the batch, as in batch statistics or a sum over axis 0: slices would be wrong. */
    MIXES;

    /** Returns the row use of an operation in a mode; throws, by the name of the operation, if that is null. */
    public static RowUse of(Operation operation, boolean training) {
        RowUse use = operation.rowUse(training);
        if (use == null) {
            throw new OptionException(
                    operation.describe() + ": what rowUse(" + training + ") returns must not be null");
        }
        return use;
    }

    /** Returns whether the operation must be given the whole batch. */
    public boolean needsWholeBatch() {
        return this != SLICES;
    }
}
