package dev.cornet.backend;

import dev.cornet.exceptions.ShapeException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The geometry of a convolution or pooling: the sizes, in pixels, of image, kernel window, strides, dilation, padding and output.
 *
 * <p>For output pixel (p, q), kernel cell (i, j) lies on input pixel (p·strideHeight + i·dilationHeight − padTop, q·strideWidth +
 * j·dilationWidth − padLeft); cells outside the image are padding.
 *
 * <p>"valid": out = ⌊(n − d(k−1) − 1)/s⌋ + 1, no padding. "same": out = ⌈n/s⌉, total padding
 * max((out − 1)·s + d(k−1) + 1 − n, 0), half of it before the image, an odd pixel after it. Reference: Keras' Conv2D page.
 */
public record Window(
        int height,
        int width,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int dilationHeight,
        int dilationWidth,
        int padTop,
        int padLeft,
        int outHeight,
        int outWidth) {

    /** Throws if the sizes do not fit together, or if an index would overflow an int. */
    public Window {
        requireAxis("height", height, kernelHeight, strideHeight, dilationHeight, padTop, outHeight);
        requireAxis("width", width, kernelWidth, strideWidth, dilationWidth, padLeft, outWidth);
        if (Math.max((long) height * width, (long) kernelHeight * kernelWidth) > Integer.MAX_VALUE) {
            throw refused(
                    "an image of %dx%d under a window of %dx%d is too large: 2147483647 pixels are the most",
                    height, width, kernelHeight, kernelWidth);
        }
    }

    /** Returns the window for Keras' arguments; each pair is (height, width), and {@code same} selects "same" or "valid" padding. */
    public static Window of(int height, int width, int[] kernel, int[] strides, int[] dilation, boolean same) {
        if (kernel.length != 2 || strides.length != 2 || dilation.length != 2) {
            throw refused(
                    "kernel, strides and dilation are pairs (height, width), got %s, %s and %s",
                    Arrays.toString(kernel), Arrays.toString(strides), Arrays.toString(dilation));
        }
        int outHeight = outputSize(height, kernel[0], strides[0], dilation[0], same);
        int outWidth = outputSize(width, kernel[1], strides[1], dilation[1], same);
        if (outHeight <= 0 || outWidth <= 0) {
            throw refused(
                    "a window of %dx%d (dilation %dx%d) does not fit into an image of %dx%d."
                            + " Use padding \"same\", a smaller window, or fewer poolings before it.",
                    kernel[0], kernel[1], dilation[0], dilation[1], height, width);
        }
        return new Window(
                height,
                width,
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                dilation[0],
                dilation[1],
                same ? padBefore(height, outHeight, kernel[0], strides[0], dilation[0]) : 0,
                same ? padBefore(width, outWidth, kernel[1], strides[1], dilation[1]) : 0,
                outHeight,
                outWidth);
    }

    /** Returns the same window for the first rows and columns of its output only. */
    public Window cropOutput(int rows, int columns) {
        return new Window(
                height,
                width,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                dilationHeight,
                dilationWidth,
                padTop,
                padLeft,
                rows,
                columns);
    }

    /** Returns the window of a 2×2 pooling with stride 2 of this window's output. */
    public Window poolGrid2x2() {
        return new Window(outHeight, outWidth, 2, 2, 2, 2, 1, 1, 0, 0, outHeight / 2, outWidth / 2);
    }

    /**
     * Returns the same window on images without the {@code top, bottom, left, right} rows and columns of zeros around them, which become
     * padding; null if a window would lie in the padding entirely.
     */
    public @Nullable Window absorbPadding(int top, int bottom, int left, int right) {
        int h = height - top - bottom;
        int w = width - left - right;
        boolean touchesImage = padTop + top <= (kernelHeight - 1) * dilationHeight
                && padLeft + left <= (kernelWidth - 1) * dilationWidth
                && (outHeight - 1) * strideHeight < h + padTop + top
                && (outWidth - 1) * strideWidth < w + padLeft + left;
        if (!touchesImage || h <= 0 || w <= 0) {
            return null;
        }
        return new Window(
                h,
                w,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                dilationHeight,
                dilationWidth,
                padTop + top,
                padLeft + left,
                outHeight,
                outWidth);
    }

    /** Returns the number of output pixels along one axis of {@code n} pixels; 0 if the window does not fit. */
    public static int outputSize(int n, int kernel, int stride, int dilation, boolean same) {
        requirePositive("an axis", n, kernel, stride, dilation);
        long first = same ? 1 : (kernel - 1L) * dilation + 1;
        return (int) Math.max(0, Math.floorDiv(n - first, stride) + 1);
    }

    private static int padBefore(int n, int out, int kernel, int stride, int dilation) {
        return (int) (Math.max((out - 1L) * stride + (kernel - 1L) * dilation + 1 - n, 0) / 2);
    }

    /** Checks one axis: the first window must not end before the image, and the last one must begin before its end. */
    private static void requireAxis(String axis, int n, int kernel, int stride, int dilation, int pad, int out) {
        requirePositive(axis, n, kernel, stride, dilation);
        long span = (kernel - 1L) * dilation;
        if (pad < 0 || pad > span) {
            throw refused(
                    "%s: padding before the image must be between 0 and %d, as far as the window reaches, got %d",
                    axis, span, pad);
        }
        long most = Math.floorDiv(n - 1L + pad, stride) + 1;
        if (out < 1 || out > most) {
            throw refused(
                    "%s: between 1 and %d windows begin in %d pixels (stride %d, padding %d), got %d output pixels",
                    axis, most, n, stride, pad, out);
        }
        if ((out - 1L) * stride + span > Integer.MAX_VALUE) {
            throw refused(
                    "%s: %d windows, %d pixels apart and each %d long, leave the range of an int",
                    axis, out, stride, span + 1);
        }
    }

    private static void requirePositive(String axis, int n, int kernel, int stride, int dilation) {
        if (n <= 0 || kernel <= 0 || stride <= 0 || dilation <= 0) {
            throw refused(
                    "%s: pixels, window, stride and dilation must be positive, got %d, %d, %d and %d",
                    axis, n, kernel, stride, dilation);
        }
    }

    /** Formats a message; called only to throw, since windows are created in every step. */
    private static ShapeException refused(String message, Object... values) {
        return new ShapeException(String.format(Locale.ROOT, message, values));
    }

    public int inputPixels() {
        return height * width;
    }

    public int outputPixels() {
        return outHeight * outWidth;
    }

    public int kernelCells() {
        return kernelHeight * kernelWidth;
    }
}
