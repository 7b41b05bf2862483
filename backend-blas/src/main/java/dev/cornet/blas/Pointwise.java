package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Prepared;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by kernels of one cell: the product of all pixels of the batch (pixels, channels) with the kernel (channels, filters). Where
 * the stride leaves pixels out, those that count are copied together first.
 *
 * <p>Tasks are blocks of pixels times blocks of filters, whose bias, product and end follow each other in one core's cache. They are cut by
 * sizes alone: small enough for the cache, enough of them for all cores, and so that least is read twice.
 */
final class Pointwise implements ConvKernel {
    private static final int PIXELS = 0;

    /** Values of a block of pixels, and of its results: 256 KB each. */
    private static final int BLOCK = 1 << 16;

    /** Tasks wanted, as far as each has {@link #LEAST} multiply-adds. */
    private static final int TASKS = 16;

    private static final int LEAST = 1 << 20;

    /** Filters in a block are a multiple of this, so that calls of the product keep their best width. */
    private static final int WIDTH = 128;

    private final Gemm gemm;
    private final Window g;
    private final int channels;
    private final int filters;
    private final Im2col other;
    private final boolean direct;
    private final int pixels;
    private final int rows;
    private final int columns;

    Pointwise(Gemm gemm, Window g, int batch, int channels, int filters, Im2col other) {
        this.gemm = gemm;
        this.g = g;
        this.channels = channels;
        this.filters = filters;
        this.other = other;
        this.direct = g.inputPixels() == g.outputPixels();
        this.pixels = batch * g.outputPixels();
        int tasks = (int) Math.max(1, Math.min(TASKS, (long) pixels * channels * filters / LEAST));
        int bestColumns = filters;
        int bestRows = rows(tasks, filters);
        for (int width = WIDTH; width < filters; width += WIDTH) {
            int high = rows((tasks + blocks(filters, width) - 1) / blocks(filters, width), width);
            if (read(high, width) < read(bestRows, bestColumns)) {
                bestColumns = width;
                bestRows = high;
            }
        }
        this.rows = bestRows;
        this.columns = bestColumns;
    }

    /** True for kernels of one cell that nowhere look at padding. */
    static boolean fits(Window g) {
        return g.kernelCells() == 1
                && g.padTop() == 0
                && g.padLeft() == 0
                && (g.outHeight() - 1) * g.strideHeight() < g.height()
                && (g.outWidth() - 1) * g.strideWidth() < g.width();
    }

    private static int blocks(int length, int block) {
        return (length + block - 1) / block;
    }

    /** Pixels of a block, of which there shall be {@code wanted}: a multiple of 8 that the cache holds. */
    private int rows(int wanted, int width) {
        int fitting = BLOCK / Math.max(channels, width) / 8 * 8;
        int shared = (pixels + wanted - 1) / wanted;
        return Math.min(pixels, Math.max(8, Math.min(fitting, (shared + 7) / 8 * 8)));
    }

    /** Values that all tasks read together: each block of pixels once per block of filters, and the other way round. */
    private long read(int rows, int columns) {
        return (long) blocks(filters, columns) * pixels * channels + (long) blocks(pixels, rows) * channels * filters;
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable Prepared kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        int across = blocks(filters, columns);
        Pool.shared().run(across * blocks(pixels, rows), task -> {
            int first = task / across * rows;
            int filter = task % across * columns;
            int count = Math.min(rows, pixels - first);
            int width = Math.min(columns, filters - filter);
            int at = yOff + first * filters + filter;
            float[] a = direct ? x : gather(x, xOff, first, count);
            int from = direct ? xOff + first * channels : 0;
            int b = wOff + filter;
            for (int r = 0; bias != null && r < count; r++) {
                System.arraycopy(bias, biasOff + filter, y, at + r * filters, width);
            }
            float beta = bias == null ? 0 : 1;
            gemm.run(false, false, count, width, channels, 1, a, from, channels, w, b, filters, beta, y, at, filters);
            finish(epilogue, y, at, count, width);
        });
    }

    private void finish(Epilogue epilogue, float[] y, int at, int count, int width) {
        if (width == filters) {
            epilogue.apply(y, at, at + count * filters);
            return;
        }
        for (int r = 0; r < count; r++) {
            epilogue.apply(y, at + r * filters, at + r * filters + width);
        }
    }

    /** The pixels of x under {@code count} outputs from {@code first} on, beside each other. */
    private float[] gather(float[] x, int xOff, int first, int count) {
        float[] together = Scratch.floats(PIXELS, count * channels);
        for (int r = 0; r < count; r++) {
            int image = (first + r) / g.outputPixels();
            int p = (first + r) % g.outputPixels() / g.outWidth() * g.strideHeight();
            int q = (first + r) % g.outWidth() * g.strideWidth();
            int from = xOff + ((image * g.height() + p) * g.width() + q) * channels;
            System.arraycopy(x, from, together, r * channels, channels);
        }
        return together;
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        other.backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        other.backwardKernel(x, xOff, dy, dyOff, dw, dwOff);
    }
}
