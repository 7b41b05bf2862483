package dev.cornet.file;

import dev.cornet.exceptions.ExternalSetting;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Limits on the sizes in a file and on memory, checked before memory is allocated. */
public final class Limits {
    /** Maximum length of a JSON text in bytes. */
    public static final int JSON_BYTES = 16 << 20;

    /** Maximum nesting depth of JSON. */
    public static final int JSON_DEPTH = 200;

    /** Maximum number of tokens (values, keys and brackets) in a JSON text. */
    public static final long JSON_TOKENS = 2_000_000;

    /** Maximum length of the name of a tensor, layer or key, in characters. */
    public static final int NAME_LENGTH = 1024;

    /** Maximum number of tensors in a file. */
    public static final int TENSORS = 100_000;

    /** Maximum number of axes of a tensor. */
    public static final int RANK = 8;

    /** Maximum number of layers in a model. */
    public static final int LAYERS = 20_000;

    /** The system property that sets {@link #layerCalls}. */
    public static final String LAYER_CALLS = "cornet.maxLayerCalls";

    private static final String TENSOR_BYTES = "cornet.maxTensorBytes";
    private static final long DEFAULT_LAYER_CALLS = 2L * LAYERS;
    private static final long NEW_WEIGHT_BYTES = 1L << 30;

    /** Arrays of at most this many bytes are allocated without comparing them with the heap size. */
    private static final long UNCHECKED_BYTES = 1 << 20;

    private Limits() {}

    /** Maximum size in bytes of the tensors of a file: half the maximum heap, unless the property cornet.maxTensorBytes is set. */
    public static long tensorBytes() {
        Long configured = ExternalSetting.wholeNumber(TENSOR_BYTES, 0, Long.MAX_VALUE);
        return configured != null ? configured : Runtime.getRuntime().maxMemory() / 2;
    }

    /** Maximum number of layer calls in one pass through a model, including nested models; set by the property cornet.maxLayerCalls. */
    public static long layerCalls() {
        Long configured = ExternalSetting.wholeNumber(LAYER_CALLS, 1, Long.MAX_VALUE);
        return configured != null ? configured : DEFAULT_LAYER_CALLS;
    }

    /** Maximum size in bytes of new weights for a model loaded without any: 1 GiB, unless the property cornet.maxTensorBytes is set. */
    public static long newWeightBytes() {
        Long configured = ExternalSetting.wholeNumber(TENSOR_BYTES, 0, Long.MAX_VALUE);
        return configured != null ? configured : Math.min(NEW_WEIGHT_BYTES, tensorBytes());
    }

    /** A tensor of zeros; refused if it takes more than half the maximum heap and more than the property cornet.maxTensorBytes allows. */
    public static Tensor zeros(Shape shape) {
        requireArray(shape);
        return Tensor.zeros(shape);
    }

    private static void requireArray(Shape shape) {
        long bytes = 4L * shape.size();
        if (bytes > UNCHECKED_BYTES
                && bytes > Math.max(tensorBytes(), Runtime.getRuntime().maxMemory() / 2)) {
            throw new MemoryException("an array of shape " + shape + " takes " + bytes
                    + " bytes, more than half of the " + Runtime.getRuntime().maxMemory()
                    + " that Java has. Give Java a larger heap (-Xmx), or set -D" + TENSOR_BYTES + "=" + bytes);
        }
    }

    /** Throws a {@link ModelFormatException} that begins with {@code where} if {@code bytes} is more than {@link #tensorBytes}. */
    public static void requireTensorBytes(long bytes, String where) {
        if (bytes > tensorBytes()) {
            throw new ModelFormatException(where + ": its tensors need " + bytes + " bytes of memory, more than the "
                    + tensorBytes() + " allowed. Give Java a larger heap (-Xmx) or set -D" + TENSOR_BYTES + "=" + bytes
                    + ".");
        }
    }
}
