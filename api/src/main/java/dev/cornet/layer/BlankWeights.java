package dev.cornet.layer;

import dev.cornet.error.ModelFormatException;
import dev.cornet.tensor.Shape;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Making a model whose weights a file will fill: they are zeros, nothing is drawn. {@code BlankWeights.of(bytes, () -> VGG16.of(…))}.
 *
 * <p>Holds for the thread and the time of the call. The layers made may take no more memory than the file can fill.
 */
public final class BlankWeights {
    private static final ThreadLocal<@Nullable BlankWeights> CURRENT = new ThreadLocal<>();

    private final long mostBytes;
    private long bytes;

    private BlankWeights(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** What {@code maker} makes, with weights of zeros that take at most {@code mostBytes}. */
    public static <T> T of(long mostBytes, Supplier<T> maker) {
        BlankWeights before = CURRENT.get();
        CURRENT.set(new BlankWeights(mostBytes));
        try {
            return maker.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** True when a weight that is made now stays blank; refuses it when there would be too many. */
    static boolean take(Shape shape) {
        BlankWeights current = CURRENT.get();
        if (current == null) {
            return false;
        }
        current.bytes += 4L * shape.size();
        if (current.bytes > current.mostBytes) {
            throw new ModelFormatException(
                    "the layers need more than " + current.mostBytes + " bytes of weights, which the file cannot hold");
        }
        return true;
    }
}
