package dev.cornet.data;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A source of batches for fit, evaluate and predict: arrays, a generator of images, a folder, anything.
 *
 * <p>{@link #epoch} is a pure function of the epoch's number (and of the source's seed): asked twice, it gives the same batches in the
 * same order. That is what makes training repeatable and a stopped run resumable. Its batches may be kept. Iterators that hold threads or
 * files implement {@link AutoCloseable} and are closed when the epoch ends, early or not.
 */
@FunctionalInterface
public interface Batches {
    /** The batches of epoch 0, 1, 2, …; it may be endless. */
    Iterator<Batch> epoch(int epoch);

    /**
     * The same batches for a taker that needs each until it takes the next one, as fit, evaluate and predict do: their tensors may be
     * overwritten then, which saves memory.
     */
    default Iterator<Batch> reusedEpoch(int epoch) {
        return epoch(epoch);
    }

    /** Whether an epoch has another order than the samples have. */
    default boolean shuffles() {
        return false;
    }

    /** The names of the classes by their numbers, where targets are made from names; else none. */
    default List<String> classNames() {
        return List.of();
    }

    /** The number of batches of an epoch where it is known; empty for endless or unknown. */
    default OptionalInt count() {
        return OptionalInt.empty();
    }

    /**
     * The rows of tensors in memory, {@code batchSize} at a time; the last batch of an epoch may be shorter.
     *
     * <p>In order, batches are views and nothing is copied; shuffled, the order is a function of (seed, epoch).
     *
     * @param inputs one tensor per input of the model; the first axis of all tensors is the sample
     * @param targets one tensor per output, or none
     * @param weights sample weights (n) per output, or none
     */
    static Batches of(
            List<Tensor> inputs,
            List<Tensor> targets,
            List<Tensor> weights,
            int batchSize,
            boolean shuffle,
            long seed) {
        Arguments.allGiven("Batches.of", "inputs", inputs, "targets", targets, "weights", weights);
        return new ArrayBatches(inputs, targets, weights, batchSize, shuffle, seed);
    }

    /** A source of {@code count} batches per epoch, each made when asked for. */
    static Batches of(int count, IntFunction<Batch> batch) {
        if (count < 0) {
            throw new OptionException("Batches.of: the number of batches must be 0 or more, got " + count);
        }
        Arguments.given(batch, "Batches.of: the function that makes a batch");
        return new Batches() {
            @Override
            public Iterator<Batch> epoch(int epoch) {
                return IntStream.range(0, count).mapToObj(batch).iterator();
            }

            @Override
            public OptionalInt count() {
                return OptionalInt.of(count);
            }
        };
    }
}
