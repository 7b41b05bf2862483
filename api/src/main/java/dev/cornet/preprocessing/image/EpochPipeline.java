package dev.cornet.preprocessing.image;

import dev.cornet.data.Batch;
import dev.cornet.data.Prefetch;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The making of one epoch: each part is one image, read, transformed and standardized into its row of the batch. */
final class EpochPipeline implements Prefetch.Work<EpochPipeline.Room> {
    /** The tensors of a batch, and which rows hold no image. */
    static final class Room {
        private final Tensor x;
        private final @Nullable Tensor y;
        private final @Nullable Tensor weight;
        private final boolean[] left;

        Room(Tensor x, @Nullable Tensor y, @Nullable Tensor weight) {
            this.x = x;
            this.y = y;
            this.weight = weight;
            this.left = new boolean[x.shape().dim(0)];
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
    private final RandomStream noise;
    private final @Nullable ImageSaver saver;

    EpochPipeline(
            SampleSource source,
            int[] order,
            int batchSize,
            @Nullable Augmentation augmentation,
            Standardization standardization,
            RandomStream noise,
            @Nullable ImageSaver saver) {
        this.source = source;
        this.order = order;
        this.batchSize = Math.min(batchSize, Math.max(1, order.length));
        this.augmentation = augmentation;
        this.standardization = standardization;
        this.noise = noise;
        this.saver = saver;
    }

    /** The memory of one batch. */
    long bytes() {
        long values = source.shape().size();
        values += source.targets() == SampleSource.Targets.INPUT
                ? values
                : source.targetShape().size();
        return Math.max(1, values * batchSize * Float.BYTES);
    }

    @Override
    public int batches() {
        return (int) (((long) order.length + batchSize - 1) / batchSize);
    }

    @Override
    public int parts(int batch) {
        return Math.min(batchSize, order.length - batch * batchSize);
    }

    @Override
    public Room room() {
        Tensor x = Tensor.zeros(source.shape().withBatch(batchSize));
        Tensor y = switch (source.targets()) {
            case NONE -> null;
            case VALUES -> Tensor.zeros(source.targetShape().withBatch(batchSize));
            case INPUT -> Tensor.zeros(x.shape());
        };
        return new Room(x, y, source.weights() == null ? null : Tensor.zeros(batchSize));
    }

    @Override
    public void make(int batch, int part, Room room) {
        int sample = order[batch * batchSize + part];
        Tensor image = source.image(sample);
        room.left[part] = image == null;
        if (image == null) {
            return;
        }
        Tensor x = row(room.x, part);
        ImageTransform t = ImageTransform.NONE;
        if (augmentation == null) {
            x.copyFrom(image);
        } else {
            t = augmentation.draw(noise.foldIn(sample), image.shape());
            augmentation.apply(image, x, t);
        }
        standardization.apply(x);
        if (room.y != null && source.targets() == SampleSource.Targets.VALUES) {
            source.target(sample, t, row(room.y, part));
        }
        Tensor weights = source.weights();
        if (room.weight != null && weights != null) {
            room.weight.set(weights.get(sample), part);
        }
    }

    private static Tensor row(Tensor x, int row) {
        Shape shape = x.shape().withoutBatch();
        return x.rows(row, row + 1).reshape(shape);
    }

    @Override
    public @Nullable Batch finish(int batch, Room room) {
        int rows = 0;
        int[] samples = new int[parts(batch)];
        for (int part = 0; part < samples.length; part++) {
            if (!room.left[part]) {
                if (rows != part) {
                    for (Tensor tensor : room.all()) {
                        tensor.rows(rows, rows + 1).copyFrom(tensor.rows(part, part + 1));
                    }
                }
                samples[rows++] = order[batch * batchSize + part];
            }
        }
        if (rows == 0) {
            return null;
        }
        Tensor x = room.x.rows(0, rows);
        standardization.whiten(x);
        if (room.y != null && source.targets() == SampleSource.Targets.INPUT) {
            room.y.rows(0, rows).copyFrom(x);
        }
        if (saver != null) {
            for (int r = 0; r < rows; r++) {
                saver.save(row(x, r), samples[r], noise);
            }
        }
        return new Batch(List.of(x), first(room.y, rows), first(room.weight, rows));
    }

    private static List<Tensor> first(@Nullable Tensor tensor, int rows) {
        return tensor == null ? List.of() : List.of(tensor.rows(0, rows));
    }
}
