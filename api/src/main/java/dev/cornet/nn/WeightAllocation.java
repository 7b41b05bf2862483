package dev.cornet.nn;

import dev.cornet.config.LibraryClasses;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.initializers.Initializer;
import dev.cornet.initializers.Orthogonal;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which layers allocate and initialize weights during one call on the current thread: zeros instead of initial values, because
 * a file will provide the values ({@link #uninitialized}), limits of memory and work ({@link #limited}), or a dry run ({@link #dryRun}).
 * Example: {@code WeightAllocation.uninitialized(bytes, () -> VGG16.of(…))}.
 */
public final class WeightAllocation {
    private static final ThreadLocal<@Nullable WeightAllocation> CURRENT = new ThreadLocal<>();

    /** The limit of multiplications, less than a second of work, for orthogonal initializers of a model from an untrusted source. */
    private static final double MAX_ORTHOGONAL_OPERATIONS = 1e10;

    /** In a dry run, only weights of at most this size have an array. */
    private static final int MAX_SHARED_SIZE = 1 << 18;

    private final long maxBytes;
    private final double maxOperations;
    private final boolean skipsInitializers;
    private final String advice;
    private float @Nullable [] sharedArray;
    private long bytes;
    private double operations;

    private WeightAllocation(long maxBytes, double maxOperations, boolean skipsInitializers, String advice) {
        this.maxBytes = maxBytes;
        this.maxOperations = maxOperations;
        this.skipsInitializers = skipsInitializers;
        this.advice = advice;
    }

    /** Returns the model or layer that {@code factory} creates, with weights of zeros that take at most {@code maxBytes}. */
    public static <T> T uninitialized(long maxBytes, Supplier<T> factory) {
        return callWith(
                new WeightAllocation(maxBytes, Double.POSITIVE_INFINITY, true, ", which the file cannot hold"),
                factory);
    }

    /**
     * Returns the model or layer that {@code factory} creates, with initialized weights that take at most {@code maxBytes} and, unless
     * {@code trusted}, less than a second to initialize. Otherwise throws an exception whose message ends with {@code advice}.
     */
    public static <T> T limited(long maxBytes, boolean trusted, String advice, Supplier<T> factory) {
        double maxOperations = trusted ? Double.POSITIVE_INFINITY : MAX_ORTHOGONAL_OPERATIONS;
        return CURRENT.get() != null
                ? factory.get()
                : callWith(new WeightAllocation(maxBytes, maxOperations, false, advice), factory);
    }

    /**
     * Returns the model or layer that {@code factory} creates in a dry run: all weights share one array, so only their names and shapes
     * are valid.
     */
    public static <T> T dryRun(Supplier<T> factory) {
        WeightAllocation dryRun = new WeightAllocation(Long.MAX_VALUE, Double.POSITIVE_INFINITY, true, "");
        dryRun.sharedArray = new float[0];
        return callWith(dryRun, factory);
    }

    private static <T> T callWith(WeightAllocation limit, Supplier<T> factory) {
        WeightAllocation before = CURRENT.get();
        CURRENT.set(limit);
        try {
            return factory.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Counts a new weight; throws if the limit is exceeded. Returns whether its initializer is to be skipped. */
    static boolean reserve(Shape shape, Initializer initializer) {
        WeightAllocation current = CURRENT.get();
        if (current == null) {
            return false;
        }
        current.bytes += 4L * shape.size();
        if (current.bytes > current.maxBytes) {
            throw new ModelFormatException(
                    "the layers need more than " + current.maxBytes + " bytes of weights" + current.advice);
        }
        if (!current.skipsInitializers && initializer instanceof Orthogonal && shape.rank() > 1 && shape.last() > 0) {
            double rows = (double) shape.size() / shape.last();
            current.operations += shape.size() * Math.min(rows, shape.last());
            if (current.operations > current.maxOperations) {
                throw new ModelFormatException(
                        "the orthogonal weights " + shape + " would take about a second or more to draw"
                                + current.advice + ", or read the model with its weights");
            }
        }
        return current.skipsInitializers;
    }

    /**
     * Allocates a new weight. In a dry run all weights share one array, except that large weights of the library's own layers have no
     * array: these layers do not read weights while they are built.
     */
    static Tensor allocate(Class<?> owner, Shape shape) {
        WeightAllocation current = CURRENT.get();
        float[] shared = current == null ? null : current.sharedArray;
        if (current == null || shared == null) {
            return Tensor.zeros(shape);
        }
        if (shape.size() > MAX_SHARED_SIZE && LibraryClasses.contains(owner)) {
            return Tensor.withoutValues(shape);
        }
        if (shared.length < shape.size()) {
            shared = new float[shape.size()];
            current.sharedArray = shared;
        }
        return Tensor.wrap(shared, 0, shape);
    }

    /** Returns whether this thread creates layers as a dry run, for which no warning is printed. */
    static boolean isDryRun() {
        WeightAllocation current = CURRENT.get();
        return current != null && current.sharedArray != null;
    }
}
