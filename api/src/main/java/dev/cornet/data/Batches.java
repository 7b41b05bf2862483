package dev.cornet.data;

import java.util.Iterator;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * A source of batches for fit, evaluate and predict: arrays, a generator of images, a folder, anything.
 *
 * <p>{@link #epoch} is a pure function of the epoch's number (and of the source's seed): asked twice, it gives the same batches in the
 * same order. That is what makes training repeatable and a stopped run resumable. A batch and its tensors belong to the taker until the
 * next one is taken; the source may reuse them then. Iterators that hold threads or files implement {@link AutoCloseable} and are closed
 * when the epoch ends, early or not.
 */
@FunctionalInterface
public interface Batches {
    /** The batches of epoch 0, 1, 2, …; it may be endless. */
    Iterator<Batch> epoch(int epoch);

    /** The number of batches of an epoch where it is known; empty for endless or unknown. */
    default OptionalInt count() {
        return OptionalInt.empty();
    }

    /** A source of {@code count} batches per epoch, each made when asked for. */
    static Batches of(int count, IntFunction<Batch> batch) {
        return new Batches() {
            @Override
            public Iterator<Batch> epoch(int epoch) {
                return java.util.stream.IntStream.range(0, count)
                        .mapToObj(batch)
                        .iterator();
            }

            @Override
            public OptionalInt count() {
                return OptionalInt.of(count);
            }
        };
    }
}
