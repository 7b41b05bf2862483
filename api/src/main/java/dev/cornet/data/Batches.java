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
 * A source of batches for fit, evaluate and predict: arrays, an image generator, a folder of images, or a user's own.
 *
 * <p>{@link #epoch} must be a pure function of the epoch number (and of the source's seed): called twice, it returns the same batches in
 * the same order. This makes training repeatable and an interrupted run resumable. Iterators that hold threads or files implement
 * {@link AutoCloseable}; they are closed when the epoch ends, also if it ends early.
 */
@FunctionalInterface
public interface Batches {
    /** Returns the batches of an epoch (from 0); the iterator may be endless. The caller may keep the batches. */
    Iterator<Batch> epoch(int epoch);

    /**
     * Returns the same batches as {@link #epoch}, but the tensors of a batch may be overwritten once the next batch is requested. This
     * saves memory; fit, evaluate and predict use it.
     */
    default Iterator<Batch> epochReusingTensors(int epoch) {
        return epoch(epoch);
    }

    /** True if the batches of an epoch are in shuffled order. */
    default boolean shuffles() {
        return false;
    }

    /** The class names, indexed by label, if the labels were derived from names such as folders; otherwise empty. */
    default List<String> classNames() {
        return List.of();
    }

    /** The number of batches per epoch; empty if it is unknown or endless. */
    default OptionalInt count() {
        return OptionalInt.empty();
    }

    /**
     * Returns batches of {@code batchSize} rows of tensors in memory; the last batch of an epoch may be shorter.
     *
     * <p>Without shuffling, batches are views and nothing is copied. With shuffling, the order is a function of (seed, epoch).
     *
     * @param inputs one tensor per input of the model; the first axis of all tensors counts the samples
     * @param targets one tensor per output, or an empty list
     * @param weights sample weights (n) per output, or an empty list
     */
    static Batches of(
            List<Tensor> inputs,
            List<Tensor> targets,
            List<Tensor> weights,
            int batchSize,
            boolean shuffle,
            long seed) {
        Arguments.allNotNull("Batches.of", "inputs", inputs, "targets", targets, "weights", weights);
        return new ArrayBatches(inputs, targets, weights, batchSize, shuffle, seed, 1);
    }

    /**
     * Returns batches for training in shards: row r belongs to data shard r mod S, each batch has batchSize/S rows of each shard, one shard
     * after another, and the last batch what is left. Shuffling permutes each shard, by a function of (seed, epoch, shard).
     *
     * @param batchSize a multiple of S
     * @param shards S
     */
    static Batches inShards(
            List<Tensor> inputs,
            List<Tensor> targets,
            List<Tensor> weights,
            int batchSize,
            boolean shuffle,
            long seed,
            int shards) {
        Arguments.allNotNull("Batches.inShards", "inputs", inputs, "targets", targets, "weights", weights);
        return new ArrayBatches(inputs, targets, weights, batchSize, shuffle, seed, shards);
    }

    /** Returns a source of {@code count} batches per epoch; {@code batch} creates each of them on demand, given its index. */
    static Batches of(int count, IntFunction<Batch> batch) {
        if (count < 0) {
            throw new OptionException("Batches.of: the number of batches must be 0 or more, got " + count);
        }
        Arguments.notNull(batch, "Batches.of: the function that makes a batch");
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
