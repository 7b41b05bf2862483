package dev.cornet.blas;

import dev.cornet.backend.Window;

/**
 * Where the cells of a window stand along one axis: forward, result pixel o and cell k meet source pixel o·stride + k·dilation − pad;
 * backward the source is what forward gave, and (o + pad − k·dilation)/stride the pixel if it is whole.
 *
 * @param size pixels of the result
 * @param source pixels of the source
 */
record WindowAxis(int size, int source, int cells, int stride, int dilation, int pad, boolean backward) {
    static WindowAxis rows(Window g) {
        return new WindowAxis(
                g.outHeight(), g.height(), g.kernelHeight(), g.strideHeight(), g.dilationHeight(), g.padTop(), false);
    }

    static WindowAxis columns(Window g) {
        return new WindowAxis(
                g.outWidth(), g.width(), g.kernelWidth(), g.strideWidth(), g.dilationWidth(), g.padLeft(), false);
    }

    WindowAxis back() {
        return new WindowAxis(source, size, cells, stride, dilation, pad, true);
    }

    /** The source pixel, or −1 where there is none. */
    int at(int o, int cell) {
        int t = backward ? o + pad - cell * dilation : o * stride + cell * dilation - pad;
        if (backward) {
            if (t < 0 || t % stride != 0) {
                return -1;
            }
            t /= stride;
        }
        return t >= 0 && t < source ? t : -1;
    }

    /** The first result pixel of a forward axis whose cell meets a source pixel; those up to {@link #end} do so too. */
    int first(int cell) {
        return Math.max(0, Math.floorDiv(pad - cell * dilation + stride - 1, stride));
    }

    /** The result pixel behind the last one whose cell meets a source pixel. */
    int end(int cell) {
        return Math.min(size, Math.floorDiv(source - 1 + pad - cell * dilation, stride) + 1);
    }

    /** True when each source pixel of a forward axis without dilation is met by a cell of some result pixel. */
    boolean covers() {
        boolean gapless = size == 1 || stride <= cells;
        return gapless && (size - 1) * stride + cells - pad >= source;
    }

    /** How many cells meet a source pixel. */
    int real(int o) {
        int real = 0;
        for (int cell = 0; cell < cells; cell++) {
            real += at(o, cell) < 0 ? 0 : 1;
        }
        return real;
    }

    /** The cells at one result pixel meet source pixels that differ modulo this number. */
    int span() {
        return (cells - 1) * dilation / (backward ? stride : 1) + 1;
    }
}
