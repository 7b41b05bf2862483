package dev.cornet.preprocessing.image;

import dev.cornet.console.Console;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Batches of images in memory: {@code generator.flow(x, y).batchSize(64).subset("training")}. */
public final class ImageFlow extends Flow<ImageFlow> {
    private final Tensor x;
    private final @Nullable Tensor y;
    private final boolean masks;
    private @Nullable Tensor weights;
    private boolean ignoreClassSplit;

    ImageFlow(ImageDataGenerator generator, Tensor x, @Nullable Tensor y, boolean masks) {
        super(generator);
        if (x.shape().rank() != 4) {
            throw new ShapeException("flow needs images of shape (n, height, width, channels), got " + x.shape());
        }
        int channels = x.shape().last();
        if (channels != 1 && channels != 3 && channels != 4) {
            Console.warnOnce("flow: images have 1, 3 or 4 channels on the last axis, but the data has the shape "
                    + x.shape() + ", so " + channels
                    + " of them. Channels that come first are moved by x.permute(0, 2, 3, 1).");
        }
        this.x = x;
        this.y = y;
        this.masks = masks;
        if (y != null) {
            requireSamples("y", y);
        }
        if (y != null
                && masks
                && (y.shape().rank() != 4
                        || !y.shape().range(0, 3).equals(x.shape().range(0, 3)))) {
            throw new ShapeException(
                    "masks must lie on their images, of shape " + x.shape() + " up to the channels, got " + y.shape());
        }
    }

    private void requireSamples(String what, Tensor t) {
        if (t.shape().rank() == 0 || t.shape().dim(0) != x.shape().dim(0)) {
            throw new ShapeException("x has " + x.shape().dim(0) + " images, but " + what + " has shape " + t.shape());
        }
    }

    /** The weight of each sample, shape (n); default none. */
    public ImageFlow sampleWeight(Tensor weight) {
        requireSamples("sampleWeight", weight);
        if (weight.size() != weight.shape().dim(0)) {
            throw new ShapeException("sampleWeight needs one value per image, got " + weight.shape());
        }
        weights = weight.reshape(weight.size());
        return resetSource();
    }

    /** True to allow training and validation subsets with different classes; default false. */
    public ImageFlow ignoreClassSplit(boolean on) {
        ignoreClassSplit = on;
        return resetSource();
    }

    @Override
    SampleSource createSource() {
        int n = x.shape().dim(0);
        int[] range = subsetRange(n);
        if (range[0] == range[1]) {
            throw new DataException("there are no images: " + n + " in all"
                    + (subset() == null ? "" : ", none of them in the " + subset() + " subset"));
        }
        if (subset() != null && !ignoreClassSplit && y != null && !masks) {
            int split = subset().equals("validation") ? range[1] : range[0];
            requireSameClasses(y.rows(0, split), y.rows(split, n));
        }
        return new TensorSource(IntStream.range(range[0], range[1]).toArray());
    }

    private static void requireSameClasses(Tensor validation, Tensor training) {
        SortedSet<Float> a = classes(validation);
        SortedSet<Float> b = classes(training);
        if (a == null || b == null || a.equals(b)) {
            return;
        }
        SortedSet<Float> missing = new TreeSet<>(a);
        missing.removeAll(b);
        String where = "training";
        if (missing.isEmpty()) {
            missing.addAll(b);
            missing.removeAll(a);
            where = "validation";
        }
        throw new DataException("the " + where + " subset has no sample of class " + missing.first()
                + ". The validation subset is the first part of the data as they lie: shuffle them before,"
                + " or allow it by ignoreClassSplit(true).");
    }

    /** The classes that occur in integer labels or one-hot rows; null for other targets. */
    private static @Nullable SortedSet<Float> classes(Tensor y) {
        SortedSet<Float> classes = new TreeSet<>();
        if (y.size() == y.shape().dim(0)) {
            for (float label : y.toArray()) {
                classes.add(label);
            }
            return classes;
        }
        if (y.shape().rank() != 2) {
            return null;
        }
        float[] v = y.toArray();
        int[] best = y.argMax();
        int columns = y.shape().last();
        for (int r = 0; r < best.length; r++) {
            for (int j = 0; j < columns; j++) {
                if (v[r * columns + j] != (j == best[r] ? 1 : 0)) {
                    return null;
                }
            }
            classes.add((float) best[r]);
        }
        return classes;
    }

    private final class TensorSource implements SampleSource {
        private final int[] samples;

        TensorSource(int[] samples) {
            this.samples = samples;
        }

        @Override
        public int[] sampleIndices() {
            return samples.clone();
        }

        @Override
        public Shape imageShape() {
            return x.shape().withoutBatch();
        }

        @Override
        public Tensor readImage(int sample) {
            return row(x, sample);
        }

        @Override
        public TargetKind targetKind() {
            return y == null ? TargetKind.NONE : TargetKind.VALUES;
        }

        @Override
        public Shape targetShape() {
            return y == null ? Shape.of(0) : y.shape().withoutBatch();
        }

        @Override
        public void writeTarget(int sample, ImageTransform t, Tensor into) {
            if (y != null && masks) {
                augmentation().applyToMask(row(y, sample), into, t);
            } else if (y != null) {
                into.copyFrom(row(y, sample));
            }
        }

        @Override
        public @Nullable Tensor sampleWeights() {
            return weights;
        }

        private static Tensor row(Tensor tensor, int sample) {
            return tensor.rows(sample, sample + 1).reshape(tensor.shape().withoutBatch());
        }
    }
}
