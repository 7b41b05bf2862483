package dev.cornet.blas;

import dev.cornet.backend.Window;

/**
 * One axis of a sliding window: maps a result pixel o and a window cell k to a source pixel.
 *
 * <p>Forward the source is the input, and the source pixel is o·stride + k·dilation − pad. For the input gradient the roles are exchanged
 * ({@code isBackward}): the source is the output gradient, and the source pixel is (o + pad − k·dilation)/stride if that is a whole number.
 *
 * @param size pixels of the result
 * @param source pixels of the source
 * @param cells cells of the window
 */
record WindowAxis(int size, int source, int cells, int stride, int dilation, int pad, boolean isBackward) {
    static WindowAxis rows(Window window) {
        return new WindowAxis(
                window.outHeight(),
                window.height(),
                window.kernelHeight(),
                window.strideHeight(),
                window.dilationHeight(),
                window.padTop(),
                false);
    }

    static WindowAxis columns(Window window) {
        return new WindowAxis(
                window.outWidth(),
                window.width(),
                window.kernelWidth(),
                window.strideWidth(),
                window.dilationWidth(),
                window.padLeft(),
                false);
    }

    WindowAxis toBackward() {
        return new WindowAxis(source, size, cells, stride, dilation, pad, true);
    }

    /** The source pixel for result pixel {@code o} and a cell, or −1 if there is none. */
    int sourcePixel(int o, int cell) {
        int t = isBackward ? o + pad - cell * dilation : o * stride + cell * dilation - pad;
        if (isBackward) {
            if (t < 0 || t % stride != 0) {
                return -1;
            }
            t /= stride;
        }
        return t >= 0 && t < source ? t : -1;
    }

    /**
     * First result pixel whose cell {@code cell} lies on a source pixel; so does that cell of all result pixels before {@link #end}. For
     * forward axes only.
     */
    int first(int cell) {
        return Math.max(0, Math.floorDiv(pad - cell * dilation + stride - 1, stride));
    }

    /** One past the last result pixel whose cell {@code cell} lies on a source pixel. For forward axes only. */
    int end(int cell) {
        return Math.min(size, Math.floorDiv(source - 1 + pad - cell * dilation, stride) + 1);
    }

    /** True if every source pixel lies under a window. For forward axes without dilation only. */
    boolean coversSource() {
        boolean gapless = size == 1 || stride <= cells;
        return gapless && (size - 1) * stride + cells - pad >= source;
    }

    /** Number of cells that lie on a source pixel and not on padding. */
    int cellsInside(int o) {
        int inside = 0;
        for (int cell = 0; cell < cells; cell++) {
            inside += sourcePixel(o, cell) < 0 ? 0 : 1;
        }
        return inside;
    }

    /**
     * Number of consecutive source pixels that one window spans: no two of its cells lie on pixels that are equal modulo this number.
     */
    int span() {
        return (cells - 1) * dilation / (isBackward ? stride : 1) + 1;
    }
}
