package dev.cornet.file;

import dev.cornet.exceptions.ExternalSetting;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** How much a file may ask for; checked before memory is taken. */
public final class Limits {
    /** The longest JSON text in bytes. */
    public static final int JSON_BYTES = 16 << 20;

    /** The deepest nesting of JSON. */
    public static final int JSON_DEPTH = 200;

    /** The most values, keys and brackets in a JSON text. */
    public static final long JSON_TOKENS = 2_000_000;

    /** The longest name of a tensor, a layer or a key, in characters. */
    public static final int NAME_LENGTH = 1024;

    /** The most tensors in a file. */
    public static final int TENSORS = 100_000;

    /** The most axes of a tensor. */
    public static final int RANK = 8;

    /** The most layers in a model. */
    public static final int LAYERS = 20_000;

    /** The property with the most calls of layers in one pass through a model. */
    public static final String LAYER_CALLS = "cornet.maxLayerCalls";

    private static final String TENSOR_BYTES = "cornet.maxTensorBytes";
    private static final long MOST_CALLS = 2L * LAYERS;
    private static final long FRESH_BYTES = 1L << 30;

    /** Shorter arrays are not worth a look at the heap. */
    private static final long LEAST_CHECKED = 1 << 20;

    private Limits() {}

    /** The most memory for the tensors of a file: half the largest heap, unless the property cornet.maxTensorBytes says otherwise. */
    public static long tensorBytes() {
        Long wanted = ExternalSetting.wholeNumber(TENSOR_BYTES, 0, Long.MAX_VALUE);
        return wanted != null ? wanted : Runtime.getRuntime().maxMemory() / 2;
    }

    /** The most calls of layers in one pass through a model, those of inner models counted for each call; the property says otherwise. */
    public static long layerCalls() {
        Long wanted = ExternalSetting.wholeNumber(LAYER_CALLS, 1, Long.MAX_VALUE);
        return wanted != null ? wanted : MOST_CALLS;
    }

    /** The most memory for the weights of an architecture that comes without them: 1 GiB at most, unless the property says otherwise. */
    public static long freshBytes() {
        Long wanted = ExternalSetting.wholeNumber(TENSOR_BYTES, 0, Long.MAX_VALUE);
        return wanted != null ? wanted : Math.min(FRESH_BYTES, tensorBytes());
    }

    /** Zeros; refused before memory is taken where they take more than half the largest heap and the property cornet.maxTensorBytes. */
    public static Tensor zeros(Shape shape) {
        requireArray(shape);
        return Tensor.zeros(shape);
    }

    private static void requireArray(Shape shape) {
        long bytes = 4L * shape.size();
        if (bytes > LEAST_CHECKED
                && bytes > Math.max(tensorBytes(), Runtime.getRuntime().maxMemory() / 2)) {
            throw new MemoryException("an array of shape " + shape + " takes " + bytes
                    + " bytes, more than half of the " + Runtime.getRuntime().maxMemory()
                    + " that Java has. Give Java a larger heap (-Xmx), or set -D" + TENSOR_BYTES + "=" + bytes);
        }
    }

    /** Refuses tensors that need more memory than allowed; {@code where} begins the message. */
    public static void requireTensorBytes(long bytes, String where) {
        if (bytes > tensorBytes()) {
            throw new ModelFormatException(where + ": its tensors need " + bytes + " bytes of memory, more than the "
                    + tensorBytes() + " allowed. Give Java a larger heap (-Xmx) or set -D" + TENSOR_BYTES + "=" + bytes
                    + ".");
        }
    }
}
