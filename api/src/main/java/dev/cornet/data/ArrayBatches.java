package dev.cornet.data;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Batches of {@code batchSize} rows of tensors in memory; the last batch of an epoch may be shorter.
 *
 * <p>Without shuffling, batches are views of the tensors and nothing is copied. With shuffling, the order is a function of (seed, epoch)
 * and the rows of a batch are copied. If the consumer does not keep batches, two sets of tensors are used alternately, so a batch is
 * overwritten when the second batch after it is requested.
 */
final class ArrayBatches implements Batches {
    /** The minimum number of values (64 KB) that a thread copies; for fewer, another thread would cost more than it saves. */
    private static final int MIN_VALUES_PER_THREAD = 16_384;

    private final List<Tensor> inputs;
    private final List<Tensor> targets;
    private final List<Tensor> weights;
    private final int samples;
    private final int batchSize;
    private final boolean shuffle;
    private final RandomStream random;
    private final @Nullable ShardOrder shards;

    ArrayBatches(
            List<Tensor> inputs,
            List<Tensor> targets,
            List<Tensor> weights,
            int batchSize,
            boolean shuffle,
            long seed,
            int shards) {
        if (batchSize < 1) {
            throw new OptionException("batches: batchSize must be 1 or more, got " + batchSize);
        }
        if (shards < 1 || batchSize % shards != 0) {
            throw new OptionException("batches: batchSize must be a multiple of the number of shards, got batchSize "
                    + batchSize + " and " + shards + " shards");
        }
        if (inputs.isEmpty()) {
            throw new DataException("there is no input: give one tensor for each input of the model");
        }
        this.inputs = Arguments.nonNullElements(inputs, "batches: inputs");
        this.targets = Arguments.nonNullElements(targets, "batches: targets");
        this.weights = Arguments.nonNullElements(weights, "batches: weights");
        this.samples = samples(inputs.get(0));
        this.batchSize = batchSize;
        this.shuffle = shuffle;
        this.random = new RandomStream(seed);
        this.shards = shards == 1 ? null : new ShardOrder(samples, shards, batchSize);
        requireSamples("input", inputs);
        requireSamples("target", targets);
        requireSamples("sample weight", weights);
    }

    private void requireSamples(String what, List<Tensor> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            if (samples(tensors.get(i)) != samples) {
                throw new ShapeException("the first axis counts the samples and must agree: input 0 has "
                        + samples + ", but " + what + " " + i + " has shape "
                        + tensors.get(i).shape() + ".");
            }
        }
    }

    private static int samples(Tensor x) {
        if (x.shape().rank() == 0) {
            throw new ShapeException("the first axis counts the samples, but a scalar has none; reshape it to (1)");
        }
        return x.shape().dim(0);
    }

    @Override
    public OptionalInt count() {
        return OptionalInt.of((int) (((long) samples + batchSize - 1) / batchSize));
    }

    @Override
    public Iterator<Batch> epoch(int epoch) {
        return epoch(epoch, false);
    }

    @Override
    public Iterator<Batch> epochReusingTensors(int epoch) {
        return epoch(epoch, true);
    }

    private Iterator<Batch> epoch(int epoch, boolean reuse) {
        RandomStream ofEpoch = random.foldIn(epoch);
        if (shards != null) {
            return new GatherIterator(shards.of(shuffle ? ofEpoch : null), reuse);
        }
        return shuffle ? new GatherIterator(ofEpoch.permutation(samples), reuse) : new ViewIterator();
    }

    @Override
    public boolean shuffles() {
        return shuffle;
    }

    private abstract class BatchIterator implements Iterator<Batch> {
        private int next;

        @Override
        public final boolean hasNext() {
            return next < samples;
        }

        @Override
        public final Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int from = next;
            next = Math.min(from + batchSize, samples);
            return batch(from, next);
        }

        abstract Batch batch(int from, int to);
    }

    private final class ViewIterator extends BatchIterator {
        @Override
        Batch batch(int from, int to) {
            return new Batch(
                    Batch.rows(inputs, from, to), Batch.rows(targets, from, to), Batch.rows(weights, from, to));
        }
    }

    private final class GatherIterator extends BatchIterator {
        private final int[] order;
        /** The two sets of tensors that are used alternately; null if each batch has its own tensors. */
        private final Batch @Nullable [] buffers;

        private int nextBuffer;

        GatherIterator(int[] order, boolean reuse) {
            this.order = order;
            this.buffers = reuse ? new Batch[] {newBuffer(), newBuffer()} : null;
        }

        private Batch newBuffer() {
            int rows = Math.min(batchSize, samples);
            return new Batch(zeros(inputs, rows), zeros(targets, rows), zeros(weights, rows));
        }

        private static List<Tensor> zeros(List<Tensor> sources, int rows) {
            return sources.stream()
                    .map(x -> Tensor.zeros(x.shape().with(0, rows)))
                    .toList();
        }

        @Override
        Batch batch(int from, int to) {
            Batch buffer = buffers == null ? newBuffer() : buffers[nextBuffer];
            nextBuffer = 1 - nextBuffer;
            gather(buffer.inputs(), inputs, from, to);
            gather(buffer.targets(), targets, from, to);
            gather(buffer.weights(), weights, from, to);
            Batch rows = to - from == buffer.size() ? buffer : buffer.rows(0, to - from);
            return shards == null
                    ? rows
                    : new Batch(rows.inputs(), rows.targets(), rows.weights(), shards.rowsOfBatch(from));
        }

        private void gather(List<Tensor> into, List<Tensor> sources, int from, int to) {
            for (int t = 0; t < into.size(); t++) {
                Tensor x = sources.get(t);
                Tensor y = into.get(t);
                int rowSize = x.rowSize();
                int rowsPerThread = Math.max(1, MIN_VALUES_PER_THREAD / Math.max(1, rowSize));
                WorkerPool.shared().range(to - from, rowsPerThread, (first, end) -> {
                    for (int r = first; r < end; r++) {
                        int source = x.offset() + order[from + r] * rowSize;
                        System.arraycopy(x.data(), source, y.data(), y.offset() + r * rowSize, rowSize);
                    }
                });
            }
        }
    }
}
