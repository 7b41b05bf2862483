package dev.cornet.backend;

import dev.cornet.exceptions.ShapeException;
import java.util.Locale;

/**
 * The sizes of a convolution: images (height, width, channels), a kernel (kernelHeight, kernelWidth, channels/groups, filters) and its
 * outputs (outHeight, outWidth, filters).
 *
 * <p>Consecutive channels, and consecutive filters, form groups; a filter reads only the channels of its own group. With as many groups as
 * channels this is Keras' depthwise convolution, whose kernel (kernelHeight, kernelWidth, channels, multiplier) is the same array, since
 * filter channel·multiplier + m is filter m of its channel's group (docs/decisions/2026-11-21-depthwise-as-groups.md). Reference: Keras'
 * pages of Conv2D and DepthwiseConv2D.
 */
public record ConvShape(Window window, int channels, int filters, int groups) {
    /** Throws if channels and filters are not multiples of the groups, or if an array would be too long. */
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

    /** Returns the sizes of a depthwise convolution with {@code multiplier} filters per channel. */
    public static ConvShape depthwise(Window window, int channels, int multiplier) {
        long filters = (long) channels * multiplier;
        if (filters > Integer.MAX_VALUE) {
            throw new ShapeException(channels + " channels of " + multiplier + " filters each are too many");
        }
        return new ConvShape(window, channels, (int) filters, channels);
    }

    /** Returns the same channels, filters and groups with another window. */
    public ConvShape on(Window other) {
        return new ConvShape(other, channels, filters, groups);
    }

    /** Returns the number of values of an image. */
    public int inputs() {
        return window.inputPixels() * channels;
    }

    /** Returns the number of output values of an image. */
    public int outputs() {
        return window.outputPixels() * filters;
    }

    /** Returns the number of values of the kernel. */
    public int weights() {
        return window.kernelCells() * groupChannels() * filters;
    }

    /** Returns the number of channels of a group. */
    public int groupChannels() {
        return channels / groups;
    }

    /** Returns the number of filters of a group. */
    public int groupFilters() {
        return filters / groups;
    }
}
