package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with few input channels, as in the first layer of a network, by the {@link TransposedIm2col} matrix C: y = Cᵀ·W, dW = C·dy.
 * C's last row, of ones, is multiplied by the bias as W's last row.
 */
final class SmallChannelConv implements ConvMaxPoolKernel {
    /** The largest number of values of C that are kept: 512 KB, which remain in a core's cache until the backward. */
    private static final int MAX_KEPT = 1 << 17;

    private static final Slot WEIGHTS = Slot.of();
    private static final Slot CELLS = Slot.of();
    private static final Slot POOLED = Slot.of();
    private static final Slot POOLED_GRADIENT = Slot.of();
    private static final Slot GRADIENT = Slot.of();

    private final Gemm gemm;
    private final Window window;
    private final int batch;
    private final int channels;
    private final int filters;
    private final Im2col im2col;
    private final TransposedIm2col columns;

    /** C with its pixels ordered by their place in 2×2 blocks, for fused max pooling. */
    private final TransposedIm2col poolingColumns;

    private final Products products;

    /** The products of one cell of the 2×2 blocks. */
    private final Products cellProducts;

    /** The shapes of y = Cᵀ·W and dW = C·dy for each band of an image, with C cut into parts of as many pixels each. */
    private record Products(GemmShape[] outputs, GemmShape[] outputsWithBias, GemmShape[] gradient) {
        static Products of(TransposedIm2col columns, int parts, int filters) {
            int bands = columns.bands();
            int depth = columns.depth();
            Products all = new Products(new GemmShape[bands], new GemmShape[bands], new GemmShape[bands]);
            for (int band = 0; band < bands; band++) {
                int lda = columns.pixels(band);
                int pixels = lda / parts;
                GemmShape outputs = new GemmShape(pixels, filters, depth, true, false, lda, filters, filters);
                all.outputs[band] = outputs;
                all.outputsWithBias[band] = outputs.block(pixels, filters, depth + 1);
                all.gradient[band] = new GemmShape(depth, filters, pixels, false, false, lda, filters, filters);
            }
            return all;
        }

        GemmShape outputs(int band, boolean hasBias) {
            return (hasBias ? outputsWithBias : outputs)[band % outputs.length];
        }

        GemmShape gradient(int band) {
            return gradient[band % gradient.length];
        }
    }

    SmallChannelConv(Gemm gemm, ConvShape shape, int batch, Im2col im2col) {
        this.gemm = gemm;
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.im2col = im2col;
        this.columns = new TransposedIm2col(window, channels, 1);
        this.poolingColumns = new TransposedIm2col(window, channels, 2);
        this.products = Products.of(columns, 1, filters);
        this.cellProducts = Products.of(poolingColumns, MaxPool2x2.CELLS, filters);
    }

    /** W with the bias, if any, as its last row. */
    private float[] weights(WeightsAndBias w) {
        Tensor kernel = w.unscaled();
        Tensor bias = w.bias();
        int size = window.kernelCells() * channels * filters;
        float[] weights = Workspace.floats(WEIGHTS, size + filters);
        System.arraycopy(kernel.data(), kernel.offset(), weights, 0, size);
        if (bias != null) {
            System.arraycopy(bias.data(), bias.offset(), weights, size, filters);
        }
        return weights;
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            float[] weights = weights(w);
            GemmShape shape = products.outputs(band, w.bias() != null);
            int yAt = y.offset() + columns.firstPixel(band) * filters;
            gemm.run(shape, columns.columns(x, band), 0, weights, 0, 0, y.data(), yAt);
            epilogue.apply(y.data(), yAt, yAt + shape.m() * filters);
        });
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        KernelGradientReduction.run(batch, dw, (fromImage, toImage, sum, at) -> {
            for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                int dyAt = dy.offset() + columns.firstPixel(band) * filters;
                gemm.run(products.gradient(band), columns.columns(x, band), 0, dy.data(), dyAt, 1, sum, at);
            }
        });
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        im2col.backwardInput(dy, w, dx);
    }

    @Override
    public int keptValues() {
        long values = (long) batch * poolingColumns.imageValues();
        return values <= MAX_KEPT ? (int) values : 0;
    }

    @Override
    public void forwardMaxPool(Tensor x, WeightsAndBias w, Epilogue epilogue, MaxPooled results) {
        TransposedIm2col columns = poolingColumns;
        Tensor y = results.y();
        Tensor z = results.z();
        Tensor kept = keptValues() == 0 ? null : results.kept();
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            float[] weights = weights(w);
            float[] c = columns(x, band, kept);
            int cAt = columnsAt(band, kept);
            if (kept != null) {
                columns.columns(x, band, c, cAt);
            }
            GemmShape shape = cellProducts.outputs(band, w.bias() != null);
            int blocks = shape.m();
            int plane = blocks * filters;
            int first = columns.firstPixel(band) * filters;
            float[][] cells = Workspace.planes(CELLS, MaxPool2x2.CELLS, plane);
            for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                gemm.run(shape, c, cAt + q * blocks, weights, 0, 0, cells[q], 0);
            }
            float[] zs = z == null ? null : z.data();
            MaxPool2x2.forward(cells, 0, plane, epilogue, zs, z == null ? 0 : z.offset() + first, plane);
            System.arraycopy(cells[0], 0, y.data(), y.offset() + first / MaxPool2x2.CELLS, plane);
        });
    }

    @Override
    public void backwardMaxPool(
            Tensor x, MaxPooled results, Tensor dy, WeightsAndBias w, @Nullable Tensor dx, @Nullable Tensor dw) {
        TransposedIm2col columns = poolingColumns;
        Tensor kept = keptValues() == 0 ? null : results.kept();
        if (dw != null) {
            KernelGradientReduction.run(batch, dw, (fromImage, toImage, sum, at) -> {
                for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                    float[][] cells = gradients(band, results, dy);
                    float[] c = columns(x, band, kept);
                    int cAt = columnsAt(band, kept);
                    GemmShape shape = cellProducts.gradient(band);
                    for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                        gemm.run(shape, c, cAt + q * shape.k(), cells[q], 0, 1, sum, at);
                    }
                }
            });
        }
        if (dx != null) {
            Shape outputs = Shape.of(batch, window.outHeight(), window.outWidth(), filters);
            Tensor dz = Tensor.wrap(Workspace.floats(GRADIENT, outputs.size()), 0, outputs);
            WorkerPool.shared().run(batch * columns.bands(), band -> {
                float[][] cells = gradients(band, results, dy);
                for (int pixel = 0; pixel < columns.pixels(band); pixel++) {
                    int row = pixel / window.outWidth();
                    int column = pixel % window.outWidth();
                    int block = row / 2 * (window.outWidth() / 2) + column / 2;
                    int to = (columns.firstPixel(band) + pixel) * filters;
                    System.arraycopy(cells[row % 2 * 2 + column % 2], block * filters, dz.data(), to, filters);
                }
            });
            im2col.backwardInput(dz, w.unscaled(), dx);
        }
    }

    /** The array with C for a band: the array of the kept values, or C computed in the workspace. */
    private float[] columns(Tensor x, int band, @Nullable Tensor kept) {
        return kept == null ? poolingColumns.columns(x, band) : kept.data();
    }

    private int columnsAt(int band, @Nullable Tensor kept) {
        return kept == null ? 0 : kept.offset() + poolingColumns.index(band);
    }

    /** Gradients of a band's convolution outputs, one plane for each cell of the 2×2 blocks. */
    private float[][] gradients(int band, MaxPooled results, Tensor dy) {
        Tensor y = results.y();
        Tensor z = results.requireZ();
        int plane = poolingColumns.pixels(band) / MaxPool2x2.CELLS * filters;
        int first = poolingColumns.firstPixel(band) * filters;
        int block = first / MaxPool2x2.CELLS;
        float[][] cells = Workspace.planes(CELLS, MaxPool2x2.CELLS, plane);
        float[] pooled = Workspace.floats(POOLED, plane);
        float[] pooledGradient = Workspace.floats(POOLED_GRADIENT, plane);
        System.arraycopy(y.data(), y.offset() + block, pooled, 0, plane);
        System.arraycopy(dy.data(), dy.offset() + block, pooledGradient, 0, plane);
        MaxPool2x2.backward(z.data(), z.offset() + first, plane, pooled, pooledGradient, cells, 0, plane);
        return cells;
    }
}
