package dev.cornet.training;

import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The iterator over the batches of the epochs of fit, or of the one pass of evaluate or predict.
 *
 * <p>Without a number of steps, an epoch is one pass through the source. With a number of steps, each epoch continues where the previous
 * one stopped; when the source is exhausted, the epoch ends early if necessary and the next epoch begins a new pass, as in Keras.
 */
final class EpochIterator implements AutoCloseable {
    private final Batches source;
    private final EpochOpener opener;
    private final int stepsPerEpoch; // −1 if not limited
    private final int sourceBatches; // −1 if unknown
    private @Nullable Iterator<Batch> pass;
    private int passNumber;
    private int passStep; // batches taken in the current pass
    private int epochStep; // batches taken in the current epoch
    private int epochsToSkip; // by reading their batches, since the source does not tell how many it has

    /** Creates an iterator positioned before epoch {@code first}; the batches of earlier epochs are skipped. */
    EpochIterator(Batches source, EpochOpener opener, @Nullable Integer steps, int first) {
        this.source = source;
        this.opener = opener;
        stepsPerEpoch = steps == null ? -1 : steps;
        this.sourceBatches = Arguments.notNull(source.count(), "the source: what count() gives")
                .orElse(-1);
        if (stepsPerEpoch < 0) {
            passNumber = first;
        } else if (sourceBatches < 0) {
            epochsToSkip = first;
        } else {
            for (int epoch = 0; epoch < first; epoch++) {
                epochStep = Math.min(stepsPerEpoch, sourceBatches - passStep);
                passStep += epochStep;
                endEpoch();
            }
        }
    }

    /** The number of steps of an epoch, −1 if unknown. */
    int steps() {
        return stepsPerEpoch >= 0 ? stepsPerEpoch : sourceBatches;
    }

    void beginEpoch() {
        for (; epochsToSkip > 0; epochsToSkip--) {
            openPass();
            while (hasNext()) {
                next();
            }
            endEpoch();
        }
        openPass();
    }

    /** Positions the iterator before the next batch of the current pass, or of the next pass if the current one has no more batches. */
    private void openPass() {
        epochStep = 0;
        if (pass != null && !pass.hasNext()) {
            endPass();
        }
        if (pass == null) {
            pass = opener.open(source, passNumber);
            for (int skipped = 0; skipped < passStep && pass.hasNext(); skipped++) {
                pass.next();
            }
        }
    }

    boolean hasNext() {
        Iterator<Batch> open = pass;
        if (open == null || epochStep == steps()) {
            return false;
        }
        boolean more = (sourceBatches < 0 || passStep < sourceBatches) && open.hasNext();
        if (!more && stepsPerEpoch >= 0) {
            Console.warnOnce("The source ran out of batches after " + epochStep + " of the " + stepsPerEpoch
                    + " steps of this epoch; ask for fewer steps or give a longer source.");
        }
        return more;
    }

    Batch next() {
        Iterator<Batch> open = pass;
        if (open == null) {
            throw new IllegalStateException("no epoch has begun");
        }
        epochStep++;
        passStep++;
        return opener.next(open);
    }

    void endEpoch() {
        if (stepsPerEpoch < 0 || epochStep < stepsPerEpoch || passStep == sourceBatches) {
            endPass();
        }
    }

    private void endPass() {
        close();
        passStep = 0;
        passNumber++;
    }

    @Override
    public void close() {
        Iterator<Batch> open = pass;
        pass = null;
        if (open != null) {
            EpochOpener.close(open);
        }
    }
}
