package dev.cornet.backend;

import dev.cornet.exceptions.ShapeException;
import java.util.Locale;

/**
 * The sizes of a convolution: images (height, width, channels), a kernel (kernelHeight, kernelWidth, channels/groups, filters) and its
 * outputs (outHeight, outWidth, filters).
 *
 * <p>Channels and filters fall into groups in their order; a filter sees the channels of its own group alone. With as many groups as
 * channels that is Keras' depthwise convolution, whose kernel (kernelHeight, kernelWidth, channels, multiplier) is the same array, since
 * filter channel·multiplier + m is filter m of its channel's group. Reference: Keras' pages of Conv2D and DepthwiseConv2D.
 */
public record ConvShape(Window window, int channels, int filters, int groups) {
    /** Refuses channels, filters and groups that do not go together, and arrays beyond the range of an int. */
    public ConvShape {
        boolean positive = channels > 0 && filters > 0 && groups > 0;
        if (!positive || channels % groups != 0 || filters % groups != 0) {
            throw new ShapeException("channels " + channels + ", filters " + filters + " and groups " + groups
                    + " of a convolution do not go together: channels and filters must be multiples of the groups");
        }
        double kernel = (double) window.kernelCells() * (channels / groups) * filters;
        double images = Math.max((double) window.inputPixels() * channels, (double) window.outputPixels() * filters);
        if (Math.max(kernel, images) > Integer.MAX_VALUE) {
            throw new ShapeException(String.format(
                    Locale.ROOT,
                    "a convolution of %dx%d pixels, %d channels and %d filters is too large: 2147483647 values are the most in an"
                            + " image, and in a kernel",
                    window.height(),
                    window.width(),
                    channels,
                    filters));
        }
    }

    /** Each channel on its own, with {@code multiplier} filters. */
    public static ConvShape depthwise(Window window, int channels, int multiplier) {
        long filters = (long) channels * multiplier;
        if (filters > Integer.MAX_VALUE) {
            throw new ShapeException(channels + " channels of " + multiplier + " filters each are too many");
        }
        return new ConvShape(window, channels, (int) filters, channels);
    }

    /** The same of other pixels. */
    public ConvShape on(Window other) {
        return new ConvShape(other, channels, filters, groups);
    }

    /** Values of an image. */
    public int inputs() {
        return window.inputPixels() * channels;
    }

    /** Values of the outputs of an image. */
    public int outputs() {
        return window.outputPixels() * filters;
    }

    /** Values of the kernel. */
    public int weights() {
        return window.kernelCells() * groupChannels() * filters;
    }

    /** Channels of a group. */
    public int groupChannels() {
        return channels / groups;
    }

    /** Filters of a group. */
    public int groupFilters() {
        return filters / groups;
    }
}
