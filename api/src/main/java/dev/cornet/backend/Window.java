package dev.cornet.backend;

import dev.cornet.error.ShapeException;

/**
 * Where a kernel's window stands on an image: sizes in pixels, rows before columns.
 *
 * <p>Output pixel (p, q) and kernel cell (i, j) meet input pixel (p·strideHeight + i·dilationHeight − padTop,
 * q·strideWidth + j·dilationWidth − padLeft); cells outside the image are padding.
 *
 * <p>"valid": out = ⌊(n − d(k−1) − 1)/s⌋ + 1, no padding. "same": out = ⌈n/s⌉, total padding
 * max((out − 1)·s + d(k−1) + 1 − n, 0), the odd pixel at the end. Reference: Keras' Conv2D page.
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

    /** The window for Keras' arguments; each pair is (height, width), {@code same} chooses the padding. */
    public static Window of(int height, int width, int[] kernel, int[] strides, int[] dilation, boolean same) {
        int outHeight = outputSize(height, kernel[0], strides[0], dilation[0], same);
        int outWidth = outputSize(width, kernel[1], strides[1], dilation[1], same);
        if (outHeight <= 0 || outWidth <= 0) {
            throw new ShapeException("a window of " + kernel[0] + "x" + kernel[1] + " (dilation " + dilation[0] + "x"
                    + dilation[1] + ") does not fit into an image of " + height + "x" + width
                    + ". Use padding \"same\", a smaller window, or fewer poolings before it.");
        }
        int padTop = same ? padBefore(height, outHeight, kernel[0], strides[0], dilation[0]) : 0;
        int padLeft = same ? padBefore(width, outWidth, kernel[1], strides[1], dilation[1]) : 0;
        return new Window(
                height,
                width,
                kernel[0],
                kernel[1],
                strides[0],
                strides[1],
                dilation[0],
                dilation[1],
                padTop,
                padLeft,
                outHeight,
                outWidth);
    }

    /** Output pixels along one axis of {@code n} pixels. */
    public static int outputSize(int n, int kernel, int stride, int dilation, boolean same) {
        return same
                ? Math.floorDiv(n + stride - 1, stride)
                : Math.floorDiv(n - dilation * (kernel - 1) - 1, stride) + 1;
    }

    private static int padBefore(int n, int out, int kernel, int stride, int dilation) {
        return Math.max((out - 1) * stride + dilation * (kernel - 1) + 1 - n, 0) / 2;
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
