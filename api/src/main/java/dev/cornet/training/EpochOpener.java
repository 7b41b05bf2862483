package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Opens the epochs of one source of batches. Each epoch must have a new iterator; a source that returns the same iterator twice in a row is
 * refused. The first batch can be read in advance, to build a model from its shape; the iterator that {@link #open} returns then repeats
 * it.
 */
public final class EpochOpener implements AutoCloseable {
    private final String where;
    private @Nullable Iterator<Batch> previous;
    private @Nullable PeekedEpoch peeked;

    /** @param where the call that uses the source, for messages: "fit" */
    public EpochOpener(String where) {
        this.where = where;
    }

    /** An epoch whose first batch has been read in advance and is returned again. */
    private static final class PeekedEpoch implements Iterator<Batch>, AutoCloseable {
        private @Nullable Batch first;
        private final Iterator<Batch> rest;

        PeekedEpoch(Iterator<Batch> rest) {
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
            EpochOpener.close(rest);
        }
    }

    /** Reads the first batch of epoch 0, which {@link #open} will return again; null if the epoch has no batches. */
    public @Nullable Batch peekFirst(Batches source) {
        PeekedEpoch epoch = new PeekedEpoch(open(source, 0));
        peeked = epoch; // before a batch is read, so that it is closed if that fails
        if (!epoch.hasNext()) {
            close();
            return null;
        }
        Batch first = next(epoch);
        epoch.first = first;
        return first;
    }

    /** The next batch of an epoch; throws if the source returns null. */
    Batch next(Iterator<Batch> open) {
        Batch next = open.next();
        if (next == null) {
            throw new DataException(where + ": the source gave null instead of a batch. Make each by Batch.of(x, y).");
        }
        return next;
    }

    /** Opens an epoch and returns its iterator. */
    Iterator<Batch> open(Batches source, int epoch) {
        PeekedEpoch pending = peeked;
        peeked = null;
        if (pending != null && epoch == 0) {
            return pending;
        }
        if (pending != null) {
            pending.close();
        }
        Iterator<Batch> next;
        try {
            next = source.epochReusingTensors(epoch);
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
        if (next == previous) {
            throw new DataException(where
                    + ": the source returned the same iterator twice, which has been used already. Make a new iterator"
                    + " each time that epoch(…) is called, or give stepsPerEpoch(…) for one that goes on from epoch to"
                    + " epoch and has enough batches for all of them.");
        }
        previous = next;
        return next;
    }

    /** Closes an epoch that has been read in advance but not opened. */
    @Override
    public void close() {
        PeekedEpoch pending = peeked;
        peeked = null;
        if (pending != null) {
            pending.close();
        }
    }

    /** Closes an iterator that is {@link AutoCloseable}, for example one with threads or open files. */
    static void close(Iterator<Batch> open) {
        if (open instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new DataException("the source of batches could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
