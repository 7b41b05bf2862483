package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** What layers over sequences (steps, channels) agree on; to the backend they are images of one row. */
final class SequenceChecks {
    private SequenceChecks() {}

    static void require(Layer layer, Shape in) {
        if (in.rank() != 2) {
            String mend = in.rank() == 1
                    ? " Add a Reshape(" + in.dim(0) + ", 1) or an Embedding before it."
                    : in.rank() == 3 ? ImageChecks.withoutBatch(in) : "";
            throw new ShapeException(
                    layer.describe() + ": wants sequences (steps, channels), got samples of shape " + in + "." + mend);
        }
    }

    /** What may be done where samples are not (steps, features), for layers that read step by step. */
    static String mend(Shape in) {
        return in.rank() == 1
                ? " Add an Embedding or a Reshape(steps, features) before it, or give the recurrent layer before it"
                        + " returnSequences(true)."
                : in.rank() == 3 ? ImageChecks.withoutBatch(in) : "";
    }

    static void requirePositive(Layer layer, String option, int[] one) {
        if (one.length != 1 || one[0] <= 0) {
            throw new OptionException(
                    layer.describe() + ": " + option + " must be one positive number, got " + Arrays.toString(one));
        }
    }

    /** The window on a sequence of shape {@code in}; refused by the layer's name where it does not fit. */
    static Window window(Layer layer, Shape in, int size, int stride, int dilation, String padding) {
        if (padding.equals("causal")) { // the window ends at its own step: padding before, none behind
            int out = (in.dim(0) - 1) / stride + 1;
            return new Window(1, in.dim(0), 1, size, 1, stride, 1, dilation, 0, dilation * (size - 1), 1, out);
        }
        int length = in.dim(0);
        int reach = (size - 1) * dilation + 1;
        if (padding.equals("valid") && length > 0 && reach > length) {
            throw new ShapeException(
                    layer.describe() + ": a window over " + reach + " steps (size " + size + ", dilation "
                            + dilation + ") does not fit into a sequence of " + length
                            + ". Use padding \"same\", a smaller window, or longer sequences.");
        }
        int[] kernel = {1, size};
        return ImageChecks.window(layer, images(in), kernel, new int[] {1, stride}, new int[] {1, dilation}, padding);
    }

    private static Shape images(Shape in) {
        return in.withBatch(1);
    }

    /** x (batch, steps, channels) as images of one row. */
    static Tensor images(Tensor x) {
        return x.reshape(
                x.shape().withoutBatch().withBatch(1).withBatch(x.shape().dim(0)));
    }

    /** Images of one row as (batch, steps, channels). */
    static Tensor sequences(Tensor y) {
        return y.reshape(
                y.shape().withoutBatch().withoutBatch().withBatch(y.shape().dim(0)));
    }
}
