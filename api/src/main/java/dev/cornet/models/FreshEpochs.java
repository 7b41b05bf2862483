package dev.cornet.models;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Begins the epochs of a source, of which each must have an iterator of its own; a source that hands out one twice is refused. The first
 * batch may be looked at before, to build a model from it.
 */
final class FreshEpochs implements AutoCloseable {
    private final String where;
    private @Nullable Iterator<Batch> last;
    private @Nullable Begun begun;

    /** @param where what the source is for, for messages: "fit" */
    FreshEpochs(String where) {
        this.where = where;
    }

    /** An iterator of which the first batch has been taken already. */
    private static final class Begun implements Iterator<Batch>, AutoCloseable {
        private @Nullable Batch first;
        private final Iterator<Batch> rest;

        Begun(Batch first, Iterator<Batch> rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public boolean hasNext() {
            return first != null || rest.hasNext();
        }

        @Override
        public Batch next() {
            Batch next = first;
            first = null;
            return next == null ? rest.next() : next;
        }

        @Override
        public void close() {
            EpochIterator.close(rest);
        }
    }

    /** The first batch of epoch 0, which {@link #begin} will give again; null where there is none. */
    @Nullable
    Batch first(Batches source) {
        Iterator<Batch> open = begin(source, 0);
        if (!open.hasNext()) {
            EpochIterator.close(open);
            return null;
        }
        Batch first = next(open);
        begun = new Begun(first, open);
        return first;
    }

    /** The next batch of an epoch. */
    Batch next(Iterator<Batch> open) {
        Batch next = open.next();
        if (next == null) {
            throw new DataException(where + ": the source gave null instead of a batch. Make each by Batch.of(x, y).");
        }
        return next;
    }

    /** The batches of an epoch. */
    Iterator<Batch> begin(Batches source, int epoch) {
        Begun looked = begun;
        begun = null;
        if (looked != null && epoch == 0) {
            return looked;
        }
        if (looked != null) {
            looked.close();
        }
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
            throw new DataException(where
                    + ": the source returned the same iterator twice, which has been used already. Make a new iterator"
                    + " each time that epoch(…) is called, or give stepsPerEpoch(…) for one that goes on from epoch to"
                    + " epoch.");
        }
        last = next;
        return next;
    }

    /** Closes what has been looked at and not begun. */
    @Override
    public void close() {
        Begun looked = begun;
        begun = null;
        if (looked != null) {
            looked.close();
        }
    }
}
