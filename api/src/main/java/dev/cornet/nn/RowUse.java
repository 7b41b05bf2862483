package dev.cornet.nn;

import dev.cornet.exceptions.OptionException;
import org.jspecify.annotations.Nullable;

/** Which rows of a batch an operation must be given at once, in the order of increasing demand. */
public enum RowUse {
    /** Each row is computed on its own: the batch may be cut into slices. */
    SLICES,

    /** Each row is computed on its own, but the operation itself distributes the whole batch over the threads better than slices would. */
    WHOLE_IS_FASTER,

    /** A row of the result depends on other rows of the batch, as in batch statistics or a sum over axis 0: slices would be wrong. */
    MIXES;

    /** Returns {@code use}, the result of an operation's rowUse; throws, by the name of the operation, if it is null. */
    public static RowUse required(@Nullable RowUse use, String who) {
        if (use == null) {
            throw new OptionException(who + ": what rowUse(training) returns must not be null");
        }
        return use;
    }

    /** Returns whether the operation must be given the whole batch. */
    public boolean needsWholeBatch() {
        return this != SLICES;
    }
}
