package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Checks of options and shapes for layers over batches of sequences (batch, steps, channels), which the backend computes as images of
 * height 1.
 */
final class SequenceChecks {
    private SequenceChecks() {}

    /** Throws a ShapeException unless {@code in} is the shape of a batch of sequences. */
    static void require(Layer layer, Shape in) {
        if (in.rank() != 3) {
            String hint = in.rank() == 2
                    ? " Add a Reshape(" + in.dim(1) + ", 1) or an Embedding before it."
                    : in.rank() == 4 ? ImageChecks.batchAxisHint(in) : "";
            throw new ShapeException(LayerAccess.describe(layer)
                    + ": wants sequences (steps, channels), got samples of shape " + in.withoutBatch() + "." + hint);
        }
    }

    /** A hint for the error message of a layer that takes sequences (batch, steps, features) and got an input of shape {@code in}. */
    static String inputHint(Shape in) {
        return in.rank() == 2
                ? " Add an Embedding or a Reshape(steps, features) before it, or give the recurrent layer before it"
                        + " returnSequences(true)."
                : in.rank() == 4 ? ImageChecks.batchAxisHint(in) : "";
    }

    static void requirePositive(Layer layer, String option, int[] one) {
        if (one.length != 1 || one[0] <= 0) {
            throw new OptionException(LayerAccess.describe(layer) + ": " + option + " must be one positive number, got "
                    + Arrays.toString(one));
        }
    }

    /** The windows on a sequence of {@code length} steps; throws a ShapeException that names the layer if they do not fit. */
    static Window window(Layer layer, int length, int size, int stride, int dilation, String padding) {
        if (padding.equals("causal")) { // a window ends at its own step: padding before the first step only
            int out = (length - 1) / stride + 1;
            return new Window(
                    new Window.Axis(1, 1, 1, 1, 0, 1),
                    new Window.Axis(length, size, stride, dilation, dilation * (size - 1), out));
        }
        int dilatedSize = (size - 1) * dilation + 1;
        if (padding.equals("valid") && length > 0 && dilatedSize > length) {
            throw new ShapeException(LayerAccess.describe(layer) + ": a window over " + dilatedSize + " steps (size "
                    + size + ", dilation "
                    + dilation + ") does not fit into a sequence of " + length
                    + ". Use padding \"same\", a smaller window, or longer sequences.");
        }
        int[] kernel = {1, size};
        Shape image = Shape.of(1, length, 1);
        return ImageChecks.window(layer, image, kernel, new int[] {1, stride}, new int[] {1, dilation}, padding);
    }

    /** x (batch, steps, channels) as images (batch, 1, steps, channels), without copying. */
    static Tensor asImages(Tensor x) {
        return x.reshape(
                x.shape().withoutBatch().withBatch(1).withBatch(x.shape().dim(0)));
    }

    /** Images (batch, 1, steps, channels) as sequences (batch, steps, channels), without copying. */
    static Tensor asSequences(Tensor y) {
        return y.reshape(
                y.shape().withoutBatch().withoutBatch().withBatch(y.shape().dim(0)));
    }
}
