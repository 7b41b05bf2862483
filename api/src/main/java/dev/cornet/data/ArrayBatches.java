package dev.cornet.data;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The rows of tensors in memory, {@code batchSize} at a time; the last batch of an epoch may be shorter.
 *
 * <p>In order, batches are views of the tensors and nothing is copied. Shuffled, the order is a function of (seed, epoch); where batches
 * are not kept, rows are gathered into two sets of tensors in turn, so a batch stays as it is until the next but one is taken.
 */
final class ArrayBatches implements Batches {
    /** Values that a thread copies at least: 64 KB. */
    private static final int GRAIN = 16_384;

    private final List<Tensor> inputs;
    private final List<Tensor> targets;
    private final List<Tensor> weights;
    private final int samples;
    private final int batchSize;
    private final boolean shuffle;
    private final RandomStream noise;

    ArrayBatches(
            List<Tensor> inputs,
            List<Tensor> targets,
            List<Tensor> weights,
            int batchSize,
            boolean shuffle,
            long seed) {
        if (batchSize < 1) {
            throw new OptionException("batches: batchSize must be 1 or more, got " + batchSize);
        }
        if (inputs.isEmpty()) {
            throw new DataException("there is no input: give one tensor for each input of the model");
        }
        this.inputs = Arguments.all(inputs, "batches: inputs");
        this.targets = Arguments.all(targets, "batches: targets");
        this.weights = Arguments.all(weights, "batches: weights");
        this.samples = samples(inputs.get(0));
        this.batchSize = batchSize;
        this.shuffle = shuffle;
        this.noise = new RandomStream(seed);
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
    public Iterator<Batch> reusedEpoch(int epoch) {
        return epoch(epoch, true);
    }

    private Iterator<Batch> epoch(int epoch, boolean reuse) {
        return shuffle ? new Gathered(noise.foldIn(epoch).permutation(samples), reuse) : new Views();
    }

    @Override
    public boolean shuffles() {
        return shuffle;
    }

    private abstract class Walk implements Iterator<Batch> {
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

    private final class Views extends Walk {
        @Override
        Batch batch(int from, int to) {
            return new Batch(rows(inputs, from, to), rows(targets, from, to), rows(weights, from, to));
        }
    }

    private final class Gathered extends Walk {
        private final int[] order;
        /** Null where batches are kept. */
        private final Batch @Nullable [] sets;

        private int turn;

        Gathered(int[] order, boolean reuse) {
            this.order = order;
            this.sets = reuse ? new Batch[] {room(), room()} : null;
        }

        private Batch room() {
            int rows = Math.min(batchSize, samples);
            return new Batch(room(inputs, rows), room(targets, rows), room(weights, rows));
        }

        private static List<Tensor> room(List<Tensor> sources, int rows) {
            return sources.stream()
                    .map(x -> Tensor.zeros(x.shape().with(0, rows)))
                    .toList();
        }

        @Override
        Batch batch(int from, int to) {
            Batch set = sets == null ? room() : sets[turn];
            turn = 1 - turn;
            gather(set.inputs(), inputs, from, to);
            gather(set.targets(), targets, from, to);
            gather(set.weights(), weights, from, to);
            if (to - from == set.size()) {
                return set;
            }
            int n = to - from;
            return new Batch(rows(set.inputs(), 0, n), rows(set.targets(), 0, n), rows(set.weights(), 0, n));
        }

        private void gather(List<Tensor> into, List<Tensor> from, int first, int end) {
            for (int t = 0; t < into.size(); t++) {
                Tensor x = from.get(t);
                Tensor y = into.get(t);
                int row = x.rowSize();
                WorkerPool.shared().range(end - first, Math.max(1, GRAIN / Math.max(1, row)), (a, b) -> {
                    for (int r = a; r < b; r++) {
                        System.arraycopy(
                                x.data(), x.offset() + order[first + r] * row, y.data(), y.offset() + r * row, row);
                    }
                });
            }
        }
    }

    private static List<Tensor> rows(List<Tensor> tensors, int from, int to) {
        List<Tensor> views = new ArrayList<>(tensors.size());
        for (Tensor x : tensors) {
            views.add(x.rows(from, to));
        }
        return views;
    }
}
