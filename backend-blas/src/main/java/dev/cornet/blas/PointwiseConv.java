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
 * <p>A task computes a block of pixels times a block of filters ({@link PointwiseTasks}): bias, product and epilogue in turn, while the
 * block is in one core's cache.
 */
final class PointwiseConv implements ConvKernel {
    private static final String PANELS_KEY = "panels of a product";
    private static final Slot PACKED = Slot.of();

    private final Gemm gemm;
    private final Window window;
    private final int channels;
    private final int filters;
    private final Im2col im2col;
    private final PanelLayout panels;
    private final boolean usesInput;
    private final int pixels;
    private final PointwiseTasks tasks;

    /** The product of a task. */
    private final PanelProduct product;

    PointwiseConv(Gemm gemm, ConvShape shape, int batch, Im2col im2col) {
        this.gemm = gemm;
        this.window = shape.window();
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.im2col = im2col;
        this.panels = PanelLayout.of(channels, filters, gemm.callSize());
        this.usesInput = window.inputPixels() == window.outputPixels();
        this.pixels = batch * window.outputPixels();
        this.tasks = PointwiseTasks.of(pixels, channels, filters, gemm.callSize());
        this.product = new PanelProduct(gemm, panels, tasks.firstPixel(1), 0, tasks.firstFilter(1));
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
        WorkerPool.shared().run(tasks.count(), task -> {
            int pixelBlock = task / tasks.filterBlocks();
            int filterBlock = task % tasks.filterBlocks();
            int first = tasks.firstPixel(pixelBlock);
            int count = tasks.firstPixel(pixelBlock + 1) - first;
            int filter = tasks.firstFilter(filterBlock);
            int end = tasks.firstFilter(filterBlock + 1);
            int width = end - filter;
            int yAt = y.offset() + first * filters + filter;
            float[] a = usesInput ? x.data() : gather(x, first, count);
            int aAt = usesInput ? x.offset() + first * channels : 0;
            boolean contiguous = width == filters;
            float[] block = contiguous ? y.data() : Workspace.floats(ConvSlots.PLANES, count * width);
            int blockAt = contiguous ? yAt : 0;
            for (int r = 0; bias != null && r < count; r++) {
                System.arraycopy(bias.data(), bias.offset() + filter, block, blockAt + r * width, width);
            }
            product.with(count, filter, end).run(a, aAt, panelData, at, bias == null ? 0 : 1, block, blockAt);
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
