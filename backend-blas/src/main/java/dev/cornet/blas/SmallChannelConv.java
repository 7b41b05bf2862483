package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Matrix;
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

    SmallChannelConv(Gemm gemm, ConvShape shape, int batch, Im2col im2col) {
        this.gemm = gemm;
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.im2col = im2col;
        this.columns = new TransposedIm2col(window, channels, 1);
        this.poolingColumns = new TransposedIm2col(window, channels, 2);
    }

    /** W with the bias, if any, as its last row. */
    private Matrix weights(WeightsAndBias w) {
        Tensor kernel = w.unscaled();
        Tensor bias = w.bias();
        int size = window.kernelCells() * channels * filters;
        float[] weights = Workspace.floats(WEIGHTS, size + filters);
        System.arraycopy(kernel.data(), kernel.offset(), weights, 0, size);
        if (bias != null) {
            System.arraycopy(bias.data(), bias.offset(), weights, size, filters);
        }
        return Matrix.of(weights, 0, columns.depth() + (bias == null ? 0 : 1), filters);
    }

    /** C for a band (depth, pixels), with or without its last row, of ones. */
    private static Matrix columns(TransposedIm2col columns, Tensor x, int band, int depth) {
        return Matrix.of(columns.columns(x, band), 0, depth, columns.pixels(band));
    }

    /** The pixels of a band, as rows (pixels, filters) of y or dy. */
    private Matrix pixels(TransposedIm2col columns, Tensor y, int band) {
        return Matrix.of(y.data(), y.offset() + columns.firstPixel(band) * filters, columns.pixels(band), filters);
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            Matrix weights = weights(w);
            Matrix c = columns(columns, x, band, weights.rows());
            Matrix outputs = pixels(columns, y, band);
            gemm.run(c.transpose(), weights, 0, outputs);
            epilogue.apply(y.data(), outputs.offset(), outputs.offset() + outputs.rows() * filters);
        });
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        int depth = columns.depth();
        KernelGradientReduction.run(batch, dw, (fromImage, toImage, sum, at) -> {
            Matrix gradient = Matrix.of(sum, at, depth, filters);
            for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                gemm.run(columns(columns, x, band, depth), pixels(columns, dy, band), 1, gradient);
            }
        });
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        im2col.backwardInput(dy, w, dx);
    }

    /** The columns of C for one cell of the 2×2 blocks. */
    private static Matrix cell(Matrix c, int cell) {
        int blocks = c.columns() / MaxPool2x2.CELLS;
        return c.columns(cell * blocks, (cell + 1) * blocks);
    }

    @Override
    public void forwardMaxPool(Tensor x, WeightsAndBias w, Epilogue epilogue, MaxPooled results) {
        TransposedIm2col columns = poolingColumns;
        Tensor y = results.y();
        Tensor z = results.z();
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            Matrix weights = weights(w);
            Matrix c = columns(columns, x, band, weights.rows());
            int blocks = c.columns() / MaxPool2x2.CELLS;
            int plane = blocks * filters;
            int first = columns.firstPixel(band) * filters;
            float[][] cells = Workspace.planes(CELLS, MaxPool2x2.CELLS, plane);
            for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                gemm.run(cell(c, q).transpose(), weights, 0, Matrix.of(cells[q], 0, blocks, filters));
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
        if (dw != null) {
            int depth = columns.depth();
            KernelGradientReduction.run(batch, dw, (fromImage, toImage, sum, at) -> {
                Matrix gradient = Matrix.of(sum, at, depth, filters);
                for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                    float[][] cells = gradients(band, results, dy);
                    Matrix c = columns(columns, x, band, depth);
                    int blocks = c.columns() / MaxPool2x2.CELLS;
                    for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                        gemm.run(cell(c, q), Matrix.of(cells[q], 0, blocks, filters), 1, gradient);
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
