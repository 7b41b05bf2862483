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
 * A source of batches of images that an {@link ImageDataGenerator} augments; the last batch of an epoch may be shorter.
 *
 * <p>The order of an epoch and the augmentation of each image are a function of (seed, epoch), the same for any number of threads. Batches
 * are produced in advance by {@link #workers} daemon threads; a consumer that stops before the end of an epoch must close the iterator, as
 * {@code fit} does.
 *
 * @param <F> the type of the flow itself, so that options can be chained
 */
public abstract sealed class Flow<F extends Flow<F>> implements Batches permits ImageFlow, FileFlow {
    /** Queued batches may take 1 / MEMORY_SHARE of the maximum heap. */
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

    /** The number of images in a batch; default 32. */
    public final F batchSize(int size) {
        if (size < 1) {
            throw new OptionException("flow: batchSize must be 1 or more, got " + size);
        }
        batchSize = size;
        return self();
    }

    /** Whether images are shuffled, differently in each epoch; default true. */
    public final F shuffle(boolean on) {
        this.shuffle = on;
        return self();
    }

    /** The seed of the order and the augmentation; default the next seed of the process. */
    public final F seed(long value) {
        this.seed = value;
        return self();
    }

    /** {@code "training"} or {@code "validation"}: a part of the data as split by the generator's validationSplit; default all data. */
    public final F subset(String name) {
        if (!name.equals("training") && !name.equals("validation")) {
            throw new OptionException("flow: subset must be \"training\" or \"validation\", got \"" + name + "\"");
        }
        if (validationSplit == 0) {
            throw new OptionException("subset(\"" + name + "\") needs the generator's validationSplit, as in"
                    + " new ImageDataGenerator().validationSplit(0.2)");
        }
        subset = name;
        return resetSource();
    }

    /** True to augment the validation subset too, as Keras does; default false. */
    public final F augmentValidation(boolean on) {
        this.augmentValidation = on;
        return self();
    }

    /** A folder to save every augmented image to, for inspection, as {@code <prefix>_<number>_<random>.<format>}; default none. */
    public final F saveToDir(String folder) {
        return saveToDir(Arguments.path(folder, "Flow.saveToDir: the argument folder"));
    }

    /** A folder to save every augmented image to, for inspection, as {@code <prefix>_<number>_<random>.<format>}; default none. */
    public final F saveToDir(Path folder) {
        this.saveToDir = folder;
        return self();
    }

    /** The prefix of the file names in {@link #saveToDir(Path)}; default empty. */
    public final F savePrefix(String prefix) {
        this.savePrefix = prefix;
        return self();
    }

    /** The format of the images in {@link #saveToDir(Path)}: {@code "png"} (the default), {@code "jpg"} or {@code "bmp"}. */
    public final F saveFormat(String format) {
        this.saveFormat = format;
        return self();
    }

    /**
     * The number of threads that produce batches in advance; default 2, or 1 on fewer than 4 cores. With 0, the consumer's thread produces
     * each batch on demand.
     */
    public final F workers(int threads) {
        require(threads >= 0, "workers must be 0 or more", threads);
        workers = threads;
        return self();
    }

    /**
     * The number of batches in the prefetch queue; default 10. It is reduced, to no less than 2, if the batches would take more than an
     * eighth of the maximum heap.
     */
    public final F maxQueueSize(int batches) {
        require(batches >= 1, "maxQueueSize must be 1 or more", batches);
        maxQueueSize = batches;
        return self();
    }

    private static void require(boolean condition, String requirement, int value) {
        if (!condition) {
            throw new OptionException("flow: " + requirement + ", got " + value);
        }
    }

    /** The number of samples in an epoch. */
    public final int samples() {
        return source().sampleIndices().length;
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
    public final Iterator<Batch> epochReusingTensors(int epoch) {
        return epoch(epoch, true);
    }

    @Override
    public final boolean shuffles() {
        return shuffle;
    }

    private Iterator<Batch> epoch(int epoch, boolean reuse) {
        SampleSource samples = source();
        int[] order = samples.sampleIndices();
        if (shuffle) {
            int[] permutation = new RandomStream(seed).foldIn(0).foldIn(epoch).permutation(order.length);
            for (int i = 0; i < permutation.length; i++) {
                permutation[i] = order[permutation[i]];
            }
            order = permutation;
        }
        Augmentation augment = "validation".equals(subset) && !augmentValidation ? null : augmentation;
        ImageSaver saver = saveToDir == null ? null : ImageSaver.of(saveToDir, savePrefix, saveFormat);
        EpochPipeline pipeline = new EpochPipeline(
                samples,
                order,
                batchSize,
                augment,
                standardization,
                new RandomStream(seed).foldIn(1).foldIn(epoch),
                saver);
        long maxBatches = Runtime.getRuntime().maxMemory() / MEMORY_SHARE / pipeline.bytes();
        return new Prefetch<>(pipeline, workers, (int) Math.min(maxQueueSize, Math.max(2, maxBatches)), reuse);
    }

    /** The samples of this flow; listed and checked on the first call. */
    final synchronized SampleSource source() {
        if (source == null) {
            source = createSource();
        }
        return source;
    }

    /** Called when an option that selects samples is set: the samples are listed again on next use. */
    final synchronized F resetSource() {
        source = null;
        return self();
    }

    abstract SampleSource createSource();

    /** The range [from, to) of the subset among n samples. As in Keras, the validation subset comes first. */
    final int[] subsetRange(int n) {
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
