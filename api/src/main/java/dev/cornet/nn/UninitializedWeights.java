package dev.cornet.nn;

import dev.cornet.config.Registry;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.initializers.Initializer;
import dev.cornet.initializers.Orthogonal;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Making a model whose weights a file will fill: they are zeros, nothing is drawn. {@code UninitializedWeights.of(bytes, () -> VGG16.of(…))}.
 *
 * <p>Holds for the thread and the time of the call. The layers made may take no more memory than the file can fill.
 */
public final class UninitializedWeights {
    private static final ThreadLocal<@Nullable UninitializedWeights> CURRENT = new ThreadLocal<>();

    /** So many products of numbers, some seconds of work, may make vectors orthogonal where nobody has asked for more. */
    private static final double MOST_STEPS = 2e10;

    /** So many values are worth no thought. */
    private static final int SMALL = 1 << 18;

    private final long mostBytes;
    private final double mostSteps;
    private final boolean blank;
    private final String mend;
    private float @Nullable [] room;
    private long bytes;
    private double steps;

    private UninitializedWeights(long mostBytes, double mostSteps, boolean blank, String mend) {
        this.mostBytes = mostBytes;
        this.mostSteps = mostSteps;
        this.blank = blank;
        this.mend = mend;
    }

    /** What {@code maker} makes, with weights of zeros that take at most {@code mostBytes}. */
    public static <T> T of(long mostBytes, Supplier<T> maker) {
        return within(
                new UninitializedWeights(mostBytes, Double.POSITIVE_INFINITY, true, ", which the file cannot hold"),
                maker);
    }

    /**
     * What {@code maker} makes, with fresh weights that take at most {@code mostBytes}, and seconds to draw unless {@code trusted};
     * {@code mend} ends the message where they take more.
     */
    public static <T> T limited(long mostBytes, boolean trusted, String mend, Supplier<T> maker) {
        double mostSteps = trusted ? Double.POSITIVE_INFINITY : MOST_STEPS;
        return CURRENT.get() != null
                ? maker.get()
                : within(new UninitializedWeights(mostBytes, mostSteps, false, mend), maker);
    }

    /**
     * What {@code maker} makes on trial: its weights lie in the same memory, so they hold nothing. For a look at their names and shapes.
     */
    public static <T> T trial(Supplier<T> maker) {
        UninitializedWeights trial = new UninitializedWeights(Long.MAX_VALUE, Double.POSITIVE_INFINITY, true, "");
        trial.room = new float[0];
        return within(trial, maker);
    }

    private static <T> T within(UninitializedWeights limit, Supplier<T> maker) {
        UninitializedWeights before = CURRENT.get();
        CURRENT.set(limit);
        try {
            return maker.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** True when a weight that is made now stays blank; refuses it when there would be too many. */
    static boolean take(Shape shape, Initializer initializer) {
        UninitializedWeights current = CURRENT.get();
        if (current == null) {
            return false;
        }
        current.bytes += 4L * shape.size();
        if (current.bytes > current.mostBytes) {
            throw new ModelFormatException(
                    "the layers need more than " + current.mostBytes + " bytes of weights" + current.mend);
        }
        if (!current.blank && initializer instanceof Orthogonal && shape.rank() > 1 && shape.last() > 0) {
            double rows = (double) shape.size() / shape.last();
            current.steps += shape.size() * Math.min(rows, shape.last());
            if (current.steps > current.mostSteps) {
                throw new ModelFormatException("the orthogonal weights " + shape + " would take minutes to draw"
                        + current.mend + ", or read the model with its weights");
            }
        }
        return current.blank;
    }

    /**
     * The memory of a weight that is made now. On trial, weights lie in the same memory; large ones of the library's own layers, which do not
     * look at them while they are built, have none.
     */
    static Tensor memory(Layer owner, Shape shape) {
        UninitializedWeights current = CURRENT.get();
        float[] room = current == null ? null : current.room;
        if (current == null || room == null) {
            return Tensor.zeros(shape);
        }
        if (shape.size() > SMALL && Registry.moduleOf(owner.getClass()) != null) {
            return Tensor.withoutValues(shape);
        }
        if (room.length < shape.size()) {
            room = new float[shape.size()];
            current.room = room;
        }
        return Tensor.wrap(room, 0, shape);
    }

    /** True while layers are made on trial, of which nobody wants to hear. */
    static boolean isTrial() {
        UninitializedWeights current = CURRENT.get();
        return current != null && current.room != null;
    }
}
