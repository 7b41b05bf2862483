package dev.cornet.formats.keras;

import dev.cornet.config.KerasNames;
import dev.cornet.config.LibraryClasses;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.nn.Variable;
import dev.cornet.nn.WeightOwner;
import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts weights that older files store in other layouts, with the same results as Keras 2: convolution kernels, which Keras stored
 * flipped with the Theano backend and Keras 1 with other orders of the axes, and the weights of recurrent cuDNN layers. Kernels of
 * depthwise and separable convolutions need no conversion: Keras' Theano backend flipped them itself.
 */
final class LegacyWeightLayouts {
    private static final Set<String> CONVOLUTIONS = Set.of("Conv1D", "Conv2D", "Conv2DTranspose");
    private static final String BACKEND = "backend";
    private static final String VERSION = "keras_version";

    /** The axes of a Conv1D kernel before Keras 1.2, (filters, channels, length, 1), in the order (length, 1, channels, filters). */
    private static final int[] KERAS1_CONV1D = {2, 3, 1, 0};

    /** The axes of a Conv2DTranspose kernel of Keras 1, in which the filters are the last axis, permuted to the order of the weight. */
    private static final int[] KERAS1_CONV2D_TRANSPOSE = {0, 1, 3, 2};

    /**
     * The axes of (filters, channels, height, width) permuted to the order of the weight. Keras 2 assumes this layout if the stored shape
     * does not fit.
     */
    private static final int[] CHANNELS_FIRST = {3, 2, 0, 1};

    private final boolean isKeras1;
    private final boolean isTheano;
    private final Set<WeightOwner> cudnn = new HashSet<>();
    private boolean converted;

    private LegacyWeightLayouts(boolean isKeras1, boolean isTheano) {
        this.isKeras1 = isKeras1;
        this.isTheano = isTheano;
    }

    /** The layouts of a file with its weights below the group {@code root}. A file without a version is one of Keras 1. */
    static LegacyWeightLayouts of(Hdf5 file, String root) {
        return new LegacyWeightLayouts(
                attribute(file, root, VERSION, "1").startsWith("1"),
                attribute(file, root, BACKEND, "").equals("theano"));
    }

    private static String attribute(Hdf5 file, String root, String name, String defaultValue) {
        for (String group : List.of(root, "")) {
            if (file.hasAttribute(group, name)) {
                return file.string(group, name);
            }
        }
        return defaultValue;
    }

    /** Whether any array has been converted; the optimizer's slots of converted weights still have the old layout. */
    boolean hasConverted() {
        return converted;
    }

    /** Whether a stored array of this shape is the weight or can be converted to it. */
    boolean fits(Variable weight, Shape stored) {
        return stored.equals(weight.shape()) || isOfCudnn(weight, stored) || axes(weight, stored) != null;
    }

    /** Notes a cuDNN layer, recognized by the shape of its bias. To be called for all weights of a layer before {@link #convert}. */
    void noteCudnn(Variable weight, @Nullable Hdf5Dataset array) {
        if (array != null && isOfCudnn(weight, array.shape())) {
            cudnn.add(weight.owner());
        }
    }

    /** The stored array in the layout of the weight; unchanged if no known old layout fits. */
    StoredArray convert(Variable weight, Hdf5Dataset array) {
        StoredArray stored = StoredArray.of(array);
        if (cudnn.contains(weight.owner())) {
            converted = true;
            return CudnnWeights.convert(weight, stored);
        }
        int[] axes = isConvolution(weight) ? axes(weight, array.shape()) : null;
        if (axes == null) {
            return stored;
        }
        boolean unchanged = !isTheano && isInOrder(axes);
        converted |= !unchanged;
        StoredArray permuted = unchanged ? stored : stored.transposed(axes, isTheano);
        return permuted.reshaped(weight.shape());
    }

    private static boolean isInOrder(int[] axes) {
        for (int i = 0; i < axes.length; i++) {
            if (axes[i] != i) {
                return false;
            }
        }
        return true;
    }

    private static boolean isConvolution(Variable weight) {
        return weight.name().equals("kernel") && isOf(weight.owner(), CONVOLUTIONS);
    }

    private static boolean isOf(WeightOwner layer, Set<String> types) {
        return types.contains(KerasNames.of(layer.getClass())) && LibraryClasses.contains(layer.getClass());
    }

    /** Whether a stored bias has cuDNN's shape: twice as long for an LSTM, flat instead of two rows for a GRU with reset_after. */
    private static boolean isOfCudnn(Variable weight, Shape stored) {
        Shape shape = weight.shape();
        boolean isBias = weight.name().equals("bias") && stored.rank() == 1;
        return isBias
                && ((isOf(weight.owner(), Set.of("LSTM")) && stored.size() == 2 * shape.size())
                        || (isOf(weight.owner(), Set.of("GRU")) && shape.rank() == 2 && stored.size() == shape.size()));
    }

    /** The known permutation of the stored kernel's axes that gives the weight's shape; null if there is none. */
    private int @Nullable [] axes(Variable weight, Shape stored) {
        if (!isConvolution(weight)) {
            return null;
        }
        int[] shape = weight.shape().toArray();
        int[] storedShape = stored.toArray();
        int[] identity = new int[storedShape.length];
        Arrays.setAll(identity, axis -> axis);
        if (isKeras1 && storedShape.length == 4 && shape.length == 3) {
            int[] sequence = {shape[0], 1, shape[1], shape[2]};
            return firstFitting(storedShape, sequence, identity, KERAS1_CONV1D);
        } else if (isKeras1
                && storedShape.length == 4
                && KerasNames.of(weight.owner().getClass()).equals("Conv2DTranspose")) {
            return firstFitting(storedShape, shape, KERAS1_CONV2D_TRANSPOSE);
        } else if (storedShape.length == 4 && shape.length == 4 && !isTheano) {
            return firstFitting(storedShape, shape, identity, CHANNELS_FIRST);
        }
        return firstFitting(storedShape, shape, identity);
    }

    private static int @Nullable [] firstFitting(int[] storedShape, int[] shape, int[]... orders) {
        for (int[] axes : orders) {
            boolean fits = axes.length == shape.length;
            for (int i = 0; fits && i < axes.length; i++) {
                fits = storedShape[axes[i]] == shape[i];
            }
            if (fits) {
                return axes;
            }
        }
        return null;
    }
}
