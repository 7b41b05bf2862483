package dev.cornet.models;

import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Which batches each epoch of fit takes, or a round of evaluate or predict. Without a number of steps an epoch is one round through the source. With one, epochs go on where
 * the last one stopped; at the end of the source the epoch ends, early if need be, and the next one begins a new round, as in Keras.
 */
final class EpochIterator implements AutoCloseable {
    private final Batches source;
    private final FreshEpochs epochs;
    private final int wanted;
    private final int count;
    private @Nullable Iterator<Batch> round;
    private int number;
    private int seen;
    private int step;

    /** Stands before epoch {@code first}, as if those before had been run. */
    EpochIterator(Batches source, FreshEpochs epochs, @Nullable Integer stepsPerEpoch, int first) {
        this.source = source;
        this.epochs = epochs;
        this.wanted = stepsPerEpoch == null ? -1 : stepsPerEpoch;
        this.count = Arguments.given(source.count(), "the source: what count() gives")
                .orElse(-1);
        if (wanted < 0) {
            number = first;
        } else if (count < 0) {
            seen = Math.multiplyExact(first, wanted);
        } else {
            for (int epoch = 0; epoch < first; epoch++) {
                step = Math.min(wanted, count - seen);
                seen += step;
                endEpoch();
            }
        }
    }

    /** The number of steps of an epoch, −1 where nobody knows. */
    int steps() {
        return wanted >= 0 ? wanted : count;
    }

    void beginEpoch() {
        step = 0;
        if (round == null) {
            round = epochs.begin(source, number);
            for (int skipped = 0; skipped < seen && round.hasNext(); skipped++) {
                round.next();
            }
        }
    }

    boolean hasNext() {
        Iterator<Batch> open = round;
        if (open == null || step == steps()) {
            return false;
        }
        boolean more = (count < 0 || seen < count) && open.hasNext();
        if (!more && wanted >= 0) {
            Console.warnOnce("The source ran out of batches after " + step + " of the " + wanted
                    + " steps of this epoch; ask for fewer steps or give a longer source.");
        }
        return more;
    }

    Batch next() {
        Iterator<Batch> open = round;
        if (open == null) {
            throw new IllegalStateException("no epoch has begun");
        }
        step++;
        seen++;
        return epochs.next(open);
    }

    void endEpoch() {
        if (wanted < 0 || step < wanted || seen == count) {
            close();
            seen = 0;
            number++;
        }
    }

    @Override
    public void close() {
        Iterator<Batch> open = round;
        round = null;
        if (open != null) {
            close(open);
        }
    }

    /** Closes an iterator that holds threads or files. */
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
