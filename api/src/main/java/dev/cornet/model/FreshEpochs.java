package dev.cornet.model;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.error.DataException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Begins the epochs of a source, of which each must have an iterator of its own; a source that hands out one twice is refused. */
final class FreshEpochs {
    private final String where;
    private @Nullable Iterator<Batch> last;

    /** @param where what the source is for, for messages: "fit" */
    FreshEpochs(String where) {
        this.where = where;
    }

    Iterator<Batch> begin(Batches source, int epoch) {
        Iterator<Batch> next;
        try {
            next = source.reusedEpoch(epoch);
        } catch (IllegalStateException e) {
            if (String.valueOf(e.getMessage()).startsWith("stream has already been operated upon")) {
                throw new DataException(where + ": epoch " + (epoch + 1)
                        + " cannot begin, the source's stream has been used already. Make a new stream each time that"
                        + " epoch(…) is called.");
            }
            throw e;
        }
        if (next == null) {
            throw new DataException(
                    where + ": the source's epoch(" + epoch + ") returned null instead of an iterator.");
        }
        if (next == last) {
            throw new DataException(
                    where + ": the source returned the same iterator twice, which has been used already."
                            + " Make a new iterator each time that epoch(…) is called, or give stepsPerEpoch(…) for one that"
                            + " goes on from epoch to epoch.");
        }
        last = next;
        return next;
    }
}
