package dev.cornet.formats.keras;

import dev.cornet.config.Registry;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weights that older files hold in another form than today's, turned as Keras 2 turns them: kernels of convolutions, which Theano ran backwards
 * and Keras 1 kept in other orders of axes, and those of recurrent layers that ran on cuDNN. Kernels of depthwise and separable convolutions were
 * turned by Keras' Theano code itself, so files hold them as all others do.
 */
final class LegacyWeightLayouts {
    private static final Set<String> CONVOLUTIONS = Set.of("Conv1D", "Conv2D", "Conv2DTranspose");
    private static final String BACKEND = "backend";
    private static final String VERSION = "keras_version";

    /** Filters, channels, length and an axis of one: Conv1D before Keras 1.2, turned to length, one, channels, filters. */
    private static final int[] KERAS1_CONV1D = {2, 3, 1, 0};

    /** Conv2DTranspose of Keras 1 had its filters last. */
    private static final int[] KERAS1_CONV2D_TRANSPOSE = {0, 1, 3, 2};

    /** How Keras 2 turns a kernel whose sizes are otherwise not those of the layer. */
    private static final int[] CHANNELS_FIRST = {3, 2, 0, 1};

    private final boolean isKeras1;
    private final boolean isTheano;
    private final Set<Layer> cudnn = new HashSet<>();
    private boolean converted;

    private LegacyWeightLayouts(boolean first, boolean convolves) {
        this.isKeras1 = first;
        this.isTheano = convolves;
    }

    /** Those of a file of which {@code root} holds the weights. A file that says no version is of Keras 1. */
    static LegacyWeightLayouts of(Hdf5 file, String root) {
        return new LegacyWeightLayouts(
                attribute(file, root, VERSION, "1").startsWith("1"),
                attribute(file, root, BACKEND, "").equals("theano"));
    }

    private static String attribute(Hdf5 file, String root, String name, String otherwise) {
        for (String group : List.of(root, "")) {
            if (file.hasAttribute(group, name)) {
                return file.string(group, name);
            }
        }
        return otherwise;
    }

    /** True once an array was turned: what an optimizer remembers of its weight is in the older form too. */
    boolean hasConverted() {
        return converted;
    }

    /** True when an array of these sizes is, or can be turned into, the weight. */
    boolean fits(Variable weight, Shape stored) {
        return stored.equals(weight.shape()) || isOfCudnn(weight, stored) || axes(weight, stored) != null;
    }

    /** Tells which weights belong together, before any is taken: the bias of a layer shows that it ran on cuDNN. */
    void noteCudnn(Variable weight, @Nullable Hdf5Dataset array) {
        if (array != null && isOfCudnn(weight, array.shape())) {
            cudnn.add(weight.owner());
        }
    }

    /** The array in the form of the weight; as it is where it is in no other form that is known. */
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
        boolean asItIs = !isTheano && isInOrder(axes);
        converted |= !asItIs;
        StoredArray inOrder = asItIs ? stored : stored.transposed(axes, isTheano);
        return inOrder.reshaped(weight.shape());
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

    private static boolean isOf(Layer layer, Set<String> types) {
        return types.contains(layer.typeName()) && Registry.moduleOf(layer.getClass()) != null;
    }

    /** The bias of an LSTM had two rows there in one, that of a GRU that resets after it multiplies is written as one. */
    private static boolean isOfCudnn(Variable weight, Shape stored) {
        Shape now = weight.shape();
        boolean isBias = weight.name().equals("bias") && stored.rank() == 1;
        return isBias
                && ((isOf(weight.owner(), Set.of("LSTM")) && stored.size() == 2 * now.size())
                        || (isOf(weight.owner(), Set.of("GRU")) && now.rank() == 2 && stored.size() == now.size()));
    }

    /** The axes of a kernel in the file in the order of the weight's; null where no order fits. */
    private int @Nullable [] axes(Variable weight, Shape stored) {
        if (!isConvolution(weight)) {
            return null;
        }
        int[] now = weight.shape().toArray();
        int[] was = stored.toArray();
        int[] asItIs = new int[was.length];
        Arrays.setAll(asItIs, axis -> axis);
        if (isKeras1 && was.length == 4 && now.length == 3) {
            int[] sequence = {now[0], 1, now[1], now[2]};
            return firstFitting(was, sequence, asItIs, KERAS1_CONV1D);
        } else if (isKeras1 && was.length == 4 && weight.owner().typeName().equals("Conv2DTranspose")) {
            return firstFitting(was, now, KERAS1_CONV2D_TRANSPOSE);
        } else if (was.length == 4 && now.length == 4 && !isTheano) {
            return firstFitting(was, now, asItIs, CHANNELS_FIRST);
        }
        return firstFitting(was, now, asItIs);
    }

    private static int @Nullable [] firstFitting(int[] was, int[] now, int[]... orders) {
        for (int[] axes : orders) {
            boolean fits = axes.length == now.length;
            for (int i = 0; fits && i < axes.length; i++) {
                fits = was[axes[i]] == now[i];
            }
            if (fits) {
                return axes;
            }
        }
        return null;
    }
}
