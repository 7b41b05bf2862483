package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;

/**
 * 1×1 convolution: the product of all pixels of the batch (pixels, channels) with the kernel (channels, filters), packed in {@link
 * PanelLayout}. If the stride skips pixels, the pixels that are used are first copied into a contiguous matrix.
 *
 * <p>A task computes a block of pixels times a block of filters: bias, product and epilogue in turn, while the block is in one core's
 * cache. The division into blocks depends on the sizes alone. It minimises an estimated time that includes reading, copying and idle
 * cores during the last tasks; see {@code docs/decisions/2026-11-21-weight-panels.md}.
 */
final class PointwiseConv implements ConvKernel {
    private static final String PANELS_KEY = "panels of a product";
    private static final Slot PACKED = Slot.of();

    /**
     * The largest number of values of a block of pixels, and of its results: 256 KB each, or {@link #MIN_BLOCK_PIXELS} pixels if these are
     * more.
     */
    private static final int BLOCK_VALUES = 1 << 16;

    private static final int MIN_BLOCK_PIXELS = 96;

    /** The smallest number of multiply-adds of a task, so that scheduling it costs little in comparison. */
    private static final int MIN_TASK = 1 << 20;

    /** The number of tasks is rounded up to a multiple of this in the cost, so that 2, 4 or 8 cores finish together. */
    private static final int TASK_MULTIPLE = 8;

    // Costs in multiply-adds that take the same time: reading a value, copying a value of y, starting to copy a row.
    private static final double READ_COST = 6;
    private static final double COPY_COST = 10;
    private static final double ROW_COPY_COST = 1000;

    private final Gemm gemm;
    private final Window window;
    private final int channels;
    private final int filters;
    private final Im2col im2col;
    private final PanelLayout panels;
    private final boolean usesInput;
    private final int pixels;
    private final int filterBlocks;
    private final int pixelBlocks;

    /** The product of a task. */
    private final PanelProduct product;

    PointwiseConv(Gemm gemm, ConvShape shape, int batch, Im2col im2col) {
        this.gemm = gemm;
        this.window = shape.window();
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.im2col = im2col;
        this.panels = new PanelLayout(channels, filters);
        this.usesInput = window.inputPixels() == window.outputPixels();
        this.pixels = batch * window.outputPixels();
        int bestFilterBlocks = 1;
        int bestPixelBlocks = 1;
        double best = Double.MAX_VALUE;
        long maxTasks = Math.max(1, (long) pixels * channels * filters / MIN_TASK);
        for (int filterCuts = 1;
                filterCuts <= Math.min(Math.min(2 * TASK_MULTIPLE, maxTasks), panels.count());
                filterCuts++) {
            int minBlocks = minPixelBlocks(filterCuts);
            for (int wantedTasks : new int[] {
                TASK_MULTIPLE,
                2 * TASK_MULTIPLE,
                (minBlocks * filterCuts + TASK_MULTIPLE - 1) / TASK_MULTIPLE * TASK_MULTIPLE
            }) {
                int pixelCuts =
                        Math.min(pixels, Math.max(minBlocks, (int) Math.min(maxTasks, wantedTasks) / filterCuts));
                double cost = cost(filterCuts, pixelCuts);
                if (cost < best) {
                    best = cost;
                    bestFilterBlocks = filterCuts;
                    bestPixelBlocks = pixelCuts;
                }
            }
        }
        this.filterBlocks = bestFilterBlocks;
        this.pixelBlocks = bestPixelBlocks;
        int count = pixels / Math.max(1, pixelBlocks);
        this.product = new PanelProduct(gemm, panels, count, 0, panels.count() / filterBlocks);
    }

    /** The smallest number of blocks of pixels such that a block fits into the cache, if the filters are cut into {@code filterBlocks}. */
    private int minPixelBlocks(int filterBlocks) {
        int widest = Math.max(channels, (panels.count() + filterBlocks - 1) / filterBlocks * PanelLayout.WIDTH);
        int fittingPixels = Math.max(MIN_BLOCK_PIXELS, BLOCK_VALUES / widest);
        return (pixels + fittingPixels - 1) / fittingPixels;
    }

    /**
     * Estimated time per value of y: its multiply-adds, and its share of the time for reading and copying blocks and waiting for the last
     * tasks.
     */
    private double cost(int filterBlocks, int pixelBlocks) {
        int tasks = filterBlocks * pixelBlocks;
        double reading = READ_COST * channels * ((double) pixelBlocks / pixels + (double) filterBlocks / filters);
        double copying = filterBlocks == 1 ? 0 : COPY_COST + ROW_COPY_COST * filterBlocks / filters;
        double waiting = (double) ((tasks + TASK_MULTIPLE - 1) / TASK_MULTIPLE * TASK_MULTIPLE) / tasks;
        return (channels + reading + copying) * waiting * (1 + 1.0 / tasks);
    }

    /** True for 1×1 windows that read no padding. */
    static boolean supports(Window window) {
        return window.kernelCells() == 1
                && window.padTop() == 0
                && window.padLeft() == 0
                && (window.outHeight() - 1) * window.strideHeight() < window.height()
                && (window.outWidth() - 1) * window.strideWidth() < window.width();
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        if (pixels == 1) {
            singlePixel(x, w, epilogue, y);
            return;
        }
        float[] panelData = packedKernel(w);
        int at = panels.isSinglePanel() ? w.unscaled().offset() : 0;
        Tensor bias = w.bias();
        WorkerPool.shared().run(filterBlocks * pixelBlocks, task -> {
            int first = (int) ((long) (task / filterBlocks) * pixels / pixelBlocks);
            int count = (int) ((long) (task / filterBlocks + 1) * pixels / pixelBlocks) - first;
            int from = task % filterBlocks * panels.count() / filterBlocks;
            int to = (task % filterBlocks + 1) * panels.count() / filterBlocks;
            int filter = panels.column(from);
            int width = panels.column(to) - filter;
            int yAt = y.offset() + first * filters + filter;
            float[] a = usesInput ? x.data() : gather(x, first, count);
            int aAt = usesInput ? x.offset() + first * channels : 0;
            boolean contiguous = width == filters;
            float[] block = contiguous ? y.data() : Workspace.floats(ConvSlots.PLANES, count * width);
            int blockAt = contiguous ? yAt : 0;
            for (int r = 0; bias != null && r < count; r++) {
                System.arraycopy(bias.data(), bias.offset() + filter, block, blockAt + r * width, width);
            }
            product.with(count, from, to).run(a, aAt, panelData, at, bias == null ? 0 : 1, block, blockAt);
            epilogue.apply(block, blockAt, blockAt + count * width);
            for (int r = 0; !contiguous && r < count; r++) {
                System.arraycopy(block, r * width, y.data(), yAt + r * filters, width);
            }
        });
    }

    @Override
    public boolean appliesPackedFactors() {
        return pixels > 1 && !panels.isSinglePanel();
    }

    private float[] packedKernel(WeightsAndBias w) {
        Tensor kernel = w.unscaled();
        if (panels.isSinglePanel()) {
            return kernel.data();
        }
        int size = channels * filters;
        PackedWeights packed = w.packed();
        if (packed != null) {
            return packed.getOrCompute(PANELS_KEY, 1, size, form -> panels.pack(kernel, packed, form[0]))[0];
        }
        float[] panelData = Workspace.floats(PACKED, size);
        panels.pack(kernel, null, panelData);
        return panelData;
    }

    /** Product of a single pixel and w, which is read once, in its own layout. */
    private void singlePixel(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        Tensor bias = w.bias();
        if (bias != null) {
            System.arraycopy(bias.data(), bias.offset(), y.data(), y.offset(), filters);
        }
        Matrix row = Matrix.of(y.data(), y.offset(), 1, filters);
        gemm.run(
                Matrix.of(x.data(), x.offset(), 1, channels),
                Matrix.of(w.unscaled(), filters),
                bias == null ? 0 : 1,
                row);
        epilogue.apply(y.data(), y.offset(), y.offset() + filters);
    }

    /** Copies the pixels of x for {@code count} outputs, from output {@code first} on, into one contiguous matrix. */
    private float[] gather(Tensor x, int first, int count) {
        float[] gathered = Workspace.floats(ConvSlots.COLUMNS, count * channels);
        for (int r = 0; r < count; r++) {
            int image = (first + r) / window.outputPixels();
            int p = (first + r) % window.outputPixels() / window.outWidth() * window.strideHeight();
            int q = (first + r) % window.outWidth() * window.strideWidth();
            int from = x.offset() + ((image * window.height() + p) * window.width() + q) * channels;
            System.arraycopy(x.data(), from, gathered, r * channels, channels);
        }
        return gathered;
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        im2col.backwardInput(dy, w, dx);
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        im2col.backwardKernel(x, dy, dw);
    }
}
