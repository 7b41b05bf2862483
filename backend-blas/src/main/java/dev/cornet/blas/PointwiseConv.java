package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by kernels of one cell: the product of all pixels of the batch (pixels, channels) with the kernel (channels, filters), laid
 * out in {@link Panels}. Where the stride leaves pixels out, those that count are copied together first.
 *
 * <p>Tasks are blocks of pixels times blocks of filters, whose bias, product and end follow each other in one core's cache. They are cut by
 * sizes alone: small enough for the cache, even for several numbers of cores, and so that little is read twice.
 */
final class PointwiseConv implements ConvKernel {
    private static final String PANELS = "panels of a product";
    private static final int PIXELS = 0;
    private static final int LAID = 1;
    private static final int BLOCK_OF_Y = 2;

    /** Values of a block of pixels, and of its results: 256 KB each, or {@link #ROWS} pixels. */
    private static final int BLOCK = 1 << 16;

    private static final int ROWS = 96;

    /** Multiply-adds of a task at least, so that handing it out costs little. */
    private static final int LEAST = 1 << 20;

    /** Tasks end together on as many cores as divide this. */
    private static final int EVEN = 8;

    /** Multiply-adds in the time that it takes to read a value, to copy one of y, and to begin copying a run of them. */
    private static final double READ = 6;

    private static final double COPY = 10;
    private static final double RUN = 1000;

    private final Gemm gemm;
    private final Window g;
    private final int channels;
    private final int filters;
    private final Im2col other;
    private final Panels panels;
    private final boolean direct;
    private final int pixels;
    private final int across;
    private final int down;

    PointwiseConv(Gemm gemm, ConvShape shape, int batch, Im2col other) {
        this.gemm = gemm;
        this.g = shape.window();
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.other = other;
        this.panels = new Panels(channels, filters);
        this.direct = g.inputPixels() == g.outputPixels();
        this.pixels = batch * g.outputPixels();
        int bestAcross = 1;
        int bestDown = 1;
        double best = Double.MAX_VALUE;
        long most = Math.max(1, (long) pixels * channels * filters / LEAST);
        for (int blocks = 1; blocks <= Math.min(Math.min(2 * EVEN, most), panels.count()); blocks++) {
            int fewest = fewest(blocks);
            for (int wanted : new int[] {EVEN, 2 * EVEN, (fewest * blocks + EVEN - 1) / EVEN * EVEN}) {
                int high = Math.min(pixels, Math.max(fewest, (int) Math.min(most, wanted) / blocks));
                double cost = cost(blocks, high);
                if (cost < best) {
                    best = cost;
                    bestAcross = blocks;
                    bestDown = high;
                }
            }
        }
        this.across = bestAcross;
        this.down = bestDown;
    }

    /** Blocks of pixels that the cache holds beside a block of so many filters. */
    private int fewest(int across) {
        int widest = Math.max(channels, (panels.count() + across - 1) / across * Panels.WIDTH);
        int fitting = Math.max(ROWS, BLOCK / widest);
        return (pixels + fitting - 1) / fitting;
    }

    /** The time of a value of y: its multiply-adds, its share in reading and copying blocks, and in that of waiting cores. */
    private double cost(int across, int down) {
        int tasks = across * down;
        double reading = READ * channels * ((double) down / pixels + (double) across / filters);
        double copying = across == 1 ? 0 : COPY + RUN * across / filters;
        double waiting = (double) ((tasks + EVEN - 1) / EVEN * EVEN) / tasks;
        return (channels + reading + copying) * waiting * (1 + 1.0 / tasks);
    }

    /** True for kernels of one cell that nowhere look at padding. */
    static boolean fits(Window g) {
        return g.kernelCells() == 1
                && g.padTop() == 0
                && g.padLeft() == 0
                && (g.outHeight() - 1) * g.strideHeight() < g.height()
                && (g.outWidth() - 1) * g.strideWidth() < g.width();
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        if (pixels == 1) {
            one(x, xOff, w, wOff, bias, biasOff, epilogue, y, yOff);
            return;
        }
        float[] laid = laid(w, wOff, kept);
        int at = panels.isOne() ? wOff : 0;
        WorkerPool.shared().run(across * down, task -> {
            int first = (int) ((long) (task / across) * pixels / down);
            int count = (int) ((long) (task / across + 1) * pixels / down) - first;
            int from = task % across * panels.count() / across;
            int to = (task % across + 1) * panels.count() / across;
            int filter = panels.column(from);
            int width = panels.column(to) - filter;
            int yAt = yOff + first * filters + filter;
            float[] a = direct ? x : gather(x, xOff, first, count);
            int aAt = direct ? xOff + first * channels : 0;
            boolean whole = width == filters;
            float[] block = whole ? y : Workspace.floats(BLOCK_OF_Y, count * width);
            int blockAt = whole ? yAt : 0;
            for (int r = 0; bias != null && r < count; r++) {
                System.arraycopy(bias, biasOff + filter, block, blockAt + r * width, width);
            }
            float begun = bias == null ? 0 : 1;
            panels.multiply(gemm, count, a, aAt, channels, laid, at, from, to, begun, block, blockAt, width);
            epilogue.apply(block, blockAt, blockAt + count * width);
            for (int r = 0; !whole && r < count; r++) {
                System.arraycopy(block, r * width, y, yAt + r * filters, width);
            }
        });
    }

    @Override
    public boolean scales() {
        return pixels > 1 && !panels.isOne();
    }

    private float[] laid(float[] w, int wOff, @Nullable PackedWeights kept) {
        if (panels.isOne()) {
            return w;
        }
        int size = channels * filters;
        if (kept != null) {
            return kept.planes(PANELS, 1, size, form -> panels.lay(w, wOff, kept, form[0]))[0];
        }
        float[] laid = Workspace.floats(LAID, size);
        panels.lay(w, wOff, null, laid);
        return laid;
    }

    /** A single pixel times a matrix, which is read once and as it lies. */
    private void one(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        if (bias != null) {
            System.arraycopy(bias, biasOff, y, yOff, filters);
        }
        float begun = bias == null ? 0 : 1;
        gemm.run(false, false, 1, filters, channels, 1, x, xOff, channels, w, wOff, filters, begun, y, yOff, filters);
        epilogue.apply(y, yOff, yOff + filters);
    }

    /** The pixels of x under {@code count} outputs from {@code first} on, beside each other. */
    private float[] gather(float[] x, int xOff, int first, int count) {
        float[] together = Workspace.floats(PIXELS, count * channels);
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
