package dev.cornet.preprocessing.image;

import dev.cornet.data.Batch;
import dev.cornet.data.Prefetch;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The producer of the batches of one epoch. A task reads, augments and standardizes one image and writes it to its row of the batch. */
final class EpochPipeline implements Prefetch.BatchProducer<EpochPipeline.Buffers> {
    /** The tensors of one batch, and flags for the rows whose image could not be read. */
    static final class Buffers {
        private final Tensor x;
        private final @Nullable Tensor y;
        private final @Nullable Tensor weight;
        private final boolean[] unreadable;

        Buffers(Tensor x, @Nullable Tensor y, @Nullable Tensor weight) {
            this.x = x;
            this.y = y;
            this.weight = weight;
            this.unreadable = new boolean[x.shape().dim(0)];
        }

        List<Tensor> all() {
            List<Tensor> all = new ArrayList<>(List.of(x));
            if (y != null) {
                all.add(y);
            }
            if (weight != null) {
                all.add(weight);
            }
            return all;
        }
    }

    private final SampleSource source;
    private final int[] order;
    private final int batchSize;
    private final @Nullable Augmentation augmentation;
    private final Standardization standardization;
    private final RandomStream random;
    private final @Nullable ImageSaver saver;

    EpochPipeline(
            SampleSource source,
            int[] order,
            int batchSize,
            @Nullable Augmentation augmentation,
            Standardization standardization,
            RandomStream random,
            @Nullable ImageSaver saver) {
        this.source = source;
        this.order = order;
        this.batchSize = Math.min(batchSize, Math.max(1, order.length));
        this.augmentation = augmentation;
        this.standardization = standardization;
        this.random = random;
        this.saver = saver;
    }

    /** The memory of one batch in bytes. */
    long bytes() {
        long values = source.imageShape().size();
        values += source.targetKind() == SampleSource.TargetKind.INPUT
                ? values
                : source.targetShape().size();
        return Math.max(1, values * batchSize * Float.BYTES);
    }

    @Override
    public int batchCount() {
        return (int) (((long) order.length + batchSize - 1) / batchSize);
    }

    @Override
    public int taskCount(int batch) {
        return Math.min(batchSize, order.length - batch * batchSize);
    }

    @Override
    public Buffers newBuffers() {
        Tensor x = Tensor.zeros(source.imageShape().withBatch(batchSize));
        Tensor y = switch (source.targetKind()) {
            case NONE -> null;
            case VALUES -> Tensor.zeros(source.targetShape().withBatch(batchSize));
            case INPUT -> Tensor.zeros(x.shape());
        };
        return new Buffers(x, y, source.sampleWeights() == null ? null : Tensor.zeros(batchSize));
    }

    @Override
    public void fill(int batch, int row, Buffers buffers) {
        int sample = order[batch * batchSize + row];
        Tensor image = source.readImage(sample);
        buffers.unreadable[row] = image == null;
        if (image == null) {
            return;
        }
        Tensor x = row(buffers.x, row);
        ImageTransform t = ImageTransform.NONE;
        if (augmentation == null) {
            x.copyFrom(image);
        } else {
            t = augmentation.draw(random.foldIn(sample), image.shape());
            augmentation.apply(image, x, t);
        }
        standardization.apply(x);
        if (buffers.y != null && source.targetKind() == SampleSource.TargetKind.VALUES) {
            source.writeTarget(sample, t, row(buffers.y, row));
        }
        Tensor weights = source.sampleWeights();
        if (buffers.weight != null && weights != null) {
            buffers.weight.set(weights.get(sample), row);
        }
    }

    private static Tensor row(Tensor x, int row) {
        Shape shape = x.shape().withoutBatch();
        return x.rows(row, row + 1).reshape(shape);
    }

    @Override
    public @Nullable Batch finish(int batch, Buffers buffers) {
        int rows = 0; // number of readable images, which are moved to the first rows
        int[] samples = new int[taskCount(batch)];
        for (int row = 0; row < samples.length; row++) {
            if (!buffers.unreadable[row]) {
                if (rows != row) {
                    for (Tensor tensor : buffers.all()) {
                        tensor.rows(rows, rows + 1).copyFrom(tensor.rows(row, row + 1));
                    }
                }
                samples[rows++] = order[batch * batchSize + row];
            }
        }
        if (rows == 0) {
            return null;
        }
        Tensor x = buffers.x.rows(0, rows);
        standardization.whiten(x);
        if (buffers.y != null && source.targetKind() == SampleSource.TargetKind.INPUT) {
            buffers.y.rows(0, rows).copyFrom(x);
        }
        if (saver != null) {
            for (int r = 0; r < rows; r++) {
                saver.save(row(x, r), samples[r], random);
            }
        }
        return new Batch(List.of(x), first(buffers.y, rows), first(buffers.weight, rows));
    }

    private static List<Tensor> first(@Nullable Tensor tensor, int rows) {
        return tensor == null ? List.of() : List.of(tensor.rows(0, rows));
    }
}
