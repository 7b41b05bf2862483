package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Checks of options and shapes for layers over batches of images (batch, height, width, channels). */
final class ImageChecks {
    static final String CHANNELS_LAST = "channels_last";

    private ImageChecks() {}

    static void requireChannelsLast(Layer layer, String dataFormat) {
        if (!dataFormat.equals(CHANNELS_LAST)) {
            throw new OptionException(LayerAccess.describe(layer) + ": data_format must be \"channels_last\", got \""
                    + dataFormat + "\". Put the channels last: images (height, width, channels).");
        }
    }

    /** Throws a ShapeException unless {@code in} is the shape of a batch of images. */
    static void requireImages(Layer layer, Shape in) {
        if (in.rank() != 4) {
            String hint = in.rank() == 2
                    ? " Add a Reshape(height, width, channels) before it."
                    : in.rank() == 3
                            ? " Add a Reshape(" + in.dim(1) + ", " + in.dim(2)
                                    + ", 1) before it, or the axis of channels to the data."
                            : batchAxisHint(in);
            throw new ShapeException(
                    LayerAccess.describe(layer) + ": wants images (height, width, channels), got samples of shape "
                            + in.withoutBatch() + "." + hint);
        }
    }

    /** A hint for the error message about inputs with one axis too many: a second batch axis, given as part of the sample. */
    static String batchAxisHint(Shape in) {
        if (in.rank() < 3) {
            return "";
        }
        String sizes = Arrays.stream(in.range(2, in.rank()).toArray())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return " A shape is that of one sample: if " + in.dim(1) + " is the batch size, leave it out, as in inputShape("
                + sizes + ") or Input.of(" + sizes + ").";
    }

    static void requirePositive(Layer layer, String option, int[] pair) {
        if (pair.length != 2 || pair[0] <= 0 || pair[1] <= 0) {
            throw new OptionException(LayerAccess.describe(layer) + ": " + option
                    + " must be one positive number or two, for height and width, got " + Arrays.toString(pair));
        }
    }

    /** The windows on an image of shape {@code image}; throws a ShapeException that names the layer if they do not fit. */
    static Window window(Layer layer, Shape image, int[] size, int[] strides, int[] dilation, String padding) {
        boolean same = isSame(layer, padding);
        return withLayerName(layer, () -> Window.of(image.dim(0), image.dim(1), size, strides, dilation, same));
    }

    /** The result of {@code factory}; if it throws a ShapeException, puts the layer's name before the message. */
    static <T> T withLayerName(Layer layer, Supplier<T> factory) {
        try {
            return factory.get();
        } catch (ShapeException e) {
            throw new ShapeException(LayerAccess.describe(layer) + ": " + e.getMessage(), e);
        }
    }

    static boolean isSame(Layer layer, String padding) {
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new OptionException(
                    LayerAccess.describe(layer) + ": padding must be \"valid\" or \"same\", got \"" + padding + "\"");
        }
        return padding.equals("same");
    }

    /** The pair (height, width) of an option that is given as one number for both axes or as two. */
    static int[] pair(int... sizes) {
        Arguments.notNull(sizes, "a layer's sizes: one number, or (height, width),");
        return sizes.length == 1 ? new int[] {sizes[0], sizes[0]} : sizes.clone();
    }
}
