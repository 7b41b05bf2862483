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
public record Window(Axis down, Axis across) {
    /**
     * The sizes along one axis.
     *
     * @param size the image
     * @param kernel the number of kernel cells
     * @param stride the distance between windows
     * @param dilation the distance between kernel cells
     * @param pad the padding before the image
     * @param out the number of windows, the output's size
     */
    public record Axis(int size, int kernel, int stride, int dilation, int pad, int out) {
        private static Axis of(int size, int kernel, int stride, int dilation, int out, boolean same) {
            return new Axis(
                    size, kernel, stride, dilation, same ? padBefore(size, out, kernel, stride, dilation) : 0, out);
        }

        private Axis cropOutput(int count) {
            return new Axis(size, kernel, stride, dilation, pad, count);
        }

        /** The axis without {@code before} and {@code after} pixels of zeros; null if a window would lie in the padding entirely. */
        private @Nullable Axis absorbPadding(int before, int after) {
            int image = size - before - after;
            boolean touchesImage = pad + before <= (kernel - 1) * dilation && (out - 1) * stride < image + pad + before;
            return touchesImage && image > 0 ? new Axis(image, kernel, stride, dilation, pad + before, out) : null;
        }

        private Axis poolGrid2() {
            return new Axis(out, 2, 2, 1, 0, out / 2);
        }
    }

    /** Throws if the sizes do not fit together, or if an index would overflow an int. */
    public Window {
        requireAxis("height", down);
        requireAxis("width", across);
        if (Math.max((long) down.size * across.size, (long) down.kernel * across.kernel) > Integer.MAX_VALUE) {
            throw refused(
                    "an image of %dx%d under a window of %dx%d is too large: 2147483647 pixels are the most",
                    down.size, across.size, down.kernel, across.kernel);
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
                Axis.of(height, kernel[0], strides[0], dilation[0], outHeight, same),
                Axis.of(width, kernel[1], strides[1], dilation[1], outWidth, same));
    }

    /** Returns the same window for the first rows and columns of its output only. */
    public Window cropOutput(int rows, int columns) {
        return new Window(down.cropOutput(rows), across.cropOutput(columns));
    }

    /** Returns the window of a 2×2 pooling with stride 2 of this window's output. */
    public Window poolGrid2x2() {
        return new Window(down.poolGrid2(), across.poolGrid2());
    }

    /**
     * Returns the same window on images without the {@code top, bottom, left, right} rows and columns of zeros around them, which become
     * padding; null if a window would lie in the padding entirely.
     */
    public @Nullable Window absorbPadding(int top, int bottom, int left, int right) {
        Axis rows = down.absorbPadding(top, bottom);
        Axis columns = across.absorbPadding(left, right);
        return rows == null || columns == null ? null : new Window(rows, columns);
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
    private static void requireAxis(String axis, Axis a) {
        int n = a.size;
        int stride = a.stride;
        int pad = a.pad;
        int out = a.out;
        requirePositive(axis, n, a.kernel, stride, a.dilation);
        long span = (a.kernel - 1L) * a.dilation;
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

    public int height() {
        return down.size;
    }

    public int width() {
        return across.size;
    }

    public int kernelHeight() {
        return down.kernel;
    }

    public int kernelWidth() {
        return across.kernel;
    }

    public int strideHeight() {
        return down.stride;
    }

    public int strideWidth() {
        return across.stride;
    }

    public int dilationHeight() {
        return down.dilation;
    }

    public int dilationWidth() {
        return across.dilation;
    }

    public int padTop() {
        return down.pad;
    }

    public int padLeft() {
        return across.pad;
    }

    public int outHeight() {
        return down.out;
    }

    public int outWidth() {
        return across.out;
    }

    public int inputPixels() {
        return down.size * across.size;
    }

    public int outputPixels() {
        return down.out * across.out;
    }

    public int kernelCells() {
        return down.kernel * across.kernel;
    }
}
