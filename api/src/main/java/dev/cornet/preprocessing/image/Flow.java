package dev.cornet.preprocessing.image;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.data.Prefetch;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.random.RandomStream;
import dev.cornet.random.Seeds;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Batches of images made by an {@link ImageDataGenerator}; a shorter one at the end of an epoch.
 *
 * <p>An epoch is a function of (seed, epoch number): its order, and what happens to each image, are the same on any number of threads. Its
 * batches are made ahead by {@link #workers} daemon threads; an iterator that is not used up is closed by its taker ({@code fit} does it).
 *
 * @param <F> the flow itself, so that options chain
 */
public abstract sealed class Flow<F extends Flow<F>> implements Batches permits ImageFlow, FileFlow {
    /** The part of the memory that batches may take which wait for their taker. */
    private static final int MEMORY_SHARE = 8;

    private final Augmentation augmentation;
    private final Standardization standardization;
    private final double validationSplit;

    private int batchSize = 32;
    private boolean shuffle = true;
    private long seed = Seeds.next();
    private @Nullable String subset;
    private boolean augmentValidation;
    private @Nullable Path saveToDir;
    private String savePrefix = "";
    private String saveFormat = "png";
    private int workers = Runtime.getRuntime().availableProcessors() < 4 ? 1 : 2;
    private int maxQueueSize = 10;
    private @Nullable SampleSource source;

    Flow(ImageDataGenerator generator) {
        augmentation = generator.augmentation();
        standardization = generator.standardization();
        validationSplit = generator.validationSplit();
    }

    /** Images in a batch; 32. */
    public final F batchSize(int size) {
        if (size < 1) {
            throw new OptionException("flow: batchSize must be 1 or more, got " + size);
        }
        batchSize = size;
        return self();
    }

    /** Whether every epoch has an order of its own; true. */
    public final F shuffle(boolean on) {
        shuffle = on;
        return self();
    }

    /** The seed of order and transformations; where none is given, the next one of the process. */
    public final F seed(long value) {
        seed = value;
        return self();
    }

    /** {@code "training"} or {@code "validation"}: the parts that the generator's validationSplit makes. */
    public final F subset(String name) {
        if (!name.equals("training") && !name.equals("validation")) {
            throw new OptionException("flow: subset must be \"training\" or \"validation\", got \"" + name + "\"");
        }
        if (validationSplit == 0) {
            throw new OptionException("subset(\"" + name + "\") needs the generator's validationSplit, as in"
                    + " new ImageDataGenerator().validationSplit(0.2)");
        }
        subset = name;
        return changed();
    }

    /** True to transform the images of the validation subset too, as Keras does; false. */
    public final F augmentValidation(boolean on) {
        augmentValidation = on;
        return self();
    }

    /** A folder to write every finished image to, to look at: {@code <prefix>_<number>_<random>.<format>}. */
    public final F saveToDir(String folder) {
        return saveToDir(Arguments.path(folder, "Flow.saveToDir: the argument folder"));
    }

    /** A folder to write every finished image to, to look at: {@code <prefix>_<number>_<random>.<format>}. */
    public final F saveToDir(Path folder) {
        saveToDir = folder;
        return self();
    }

    /** The beginning of the names in that folder; empty. */
    public final F savePrefix(String prefix) {
        savePrefix = prefix;
        return self();
    }

    /** {@code "png"} (the default), {@code "jpg"} or {@code "bmp"}. */
    public final F saveFormat(String format) {
        saveFormat = format;
        return self();
    }

    /** Threads that make batches ahead; 2, or 1 on fewer than 4 cores. With 0 the taker makes each when it takes it. */
    public final F workers(int threads) {
        require(threads >= 0, "workers must be 0 or more", threads);
        workers = threads;
        return self();
    }

    /** Batches that may wait for their taker; 10, and fewer (but 2) where they would fill an eighth of the memory. */
    public final F maxQueueSize(int batches) {
        require(batches >= 1, "maxQueueSize must be 1 or more", batches);
        maxQueueSize = batches;
        return self();
    }

    private static void require(boolean condition, String what, int given) {
        if (!condition) {
            throw new OptionException("flow: " + what + ", got " + given);
        }
    }

    /** The number of samples in an epoch. */
    public final int samples() {
        return source().samples().length;
    }

    @Override
    public final OptionalInt count() {
        return OptionalInt.of((int) (((long) samples() + batchSize - 1) / batchSize));
    }

    @Override
    public final Iterator<Batch> epoch(int epoch) {
        return epoch(epoch, false);
    }

    @Override
    public final Iterator<Batch> reusedEpoch(int epoch) {
        return epoch(epoch, true);
    }

    @Override
    public final boolean shuffles() {
        return shuffle;
    }

    private Iterator<Batch> epoch(int epoch, boolean reuse) {
        SampleSource from = source();
        int[] order = from.samples();
        if (shuffle) {
            int[] permutation = new RandomStream(seed).foldIn(0).foldIn(epoch).permutation(order.length);
            for (int i = 0; i < permutation.length; i++) {
                permutation[i] = order[permutation[i]];
            }
            order = permutation;
        }
        Augmentation augment = "validation".equals(subset) && !augmentValidation ? null : augmentation;
        ImageSaver saver = saveToDir == null ? null : new ImageSaver(saveToDir, savePrefix, saveFormat);
        EpochPipeline work = new EpochPipeline(
                from,
                order,
                batchSize,
                augment,
                standardization,
                new RandomStream(seed).foldIn(1).foldIn(epoch),
                saver);
        long fitting = Runtime.getRuntime().maxMemory() / MEMORY_SHARE / work.bytes();
        return new Prefetch<>(work, workers, (int) Math.min(maxQueueSize, Math.max(2, fitting)), reuse);
    }

    /** Lists and checks what there is, once. */
    final synchronized SampleSource source() {
        if (source == null) {
            source = open();
        }
        return source;
    }

    /** An option changed what there is. */
    final synchronized F changed() {
        source = null;
        return self();
    }

    abstract SampleSource open();

    /** The subset of n samples in a row: the first part is for validation, as in Keras. */
    final int[] range(int n) {
        int split = (int) (n * validationSplit);
        if (subset == null) {
            return new int[] {0, n};
        }
        return subset.equals("validation") ? new int[] {0, split} : new int[] {split, n};
    }

    final @Nullable String subset() {
        return subset;
    }

    final Augmentation augmentation() {
        return augmentation;
    }

    @SuppressWarnings("unchecked") // F is the class itself, by the bound
    final F self() {
        return (F) this;
    }
}
