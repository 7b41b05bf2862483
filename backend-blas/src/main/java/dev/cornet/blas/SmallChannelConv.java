package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with few input channels, as in the first layer of a network, by the {@link TransposedIm2col} matrix C: y = Cᵀ·W, dW = C·dy.
 * C's last row, of ones, is multiplied by the bias as W's last row.
 */
final class SmallChannelConv implements ConvMaxPoolKernel {
    private static final int WEIGHTS_SLOT = 3;
    private static final int CELLS_SLOT = 5;
    private static final int POOLED_SLOT = 5;
    private static final int POOLED_GRADIENT_SLOT = 7;
    private static final int GRADIENT_SLOT = 8;

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
    private float[] weights(float[] w, int wOff, float @Nullable [] bias, int biasOff) {
        int size = window.kernelCells() * channels * filters;
        float[] weights = Workspace.floats(WEIGHTS_SLOT, size + filters);
        System.arraycopy(w, wOff, weights, 0, size);
        if (bias != null) {
            System.arraycopy(bias, biasOff, weights, size, filters);
        }
        return weights;
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        int depth = columns.depth() + (bias == null ? 0 : 1);
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            int pixels = columns.pixels(band);
            int at = yOff + columns.firstPixel(band) * filters;
            float[] c = columns.columns(x, xOff, band);
            float[] weights = weights(w, wOff, bias, biasOff);
            gemm.run(true, false, pixels, filters, depth, 1, c, 0, pixels, weights, 0, filters, 0, y, at, filters);
            epilogue.apply(y, at, at + pixels * filters);
        });
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        int depth = columns.depth();
        KernelGradientReduction.run(batch, depth * filters, dw, dwOff, (fromImage, toImage, sum, sumOff) -> {
            for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                int pixels = columns.pixels(band);
                int at = dyOff + columns.firstPixel(band) * filters;
                float[] c = columns.columns(x, xOff, band);
                gemm.run(
                        false, false, depth, filters, pixels, 1, c, 0, pixels, dy, at, filters, 1, sum, sumOff,
                        filters);
            }
        });
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        im2col.backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }

    @Override
    public void forwardMaxPool(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        TransposedIm2col columns = poolingColumns;
        int depth = columns.depth() + (bias == null ? 0 : 1);
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            int pixels = columns.pixels(band);
            int blocks = pixels / MaxPool2x2.CELLS;
            int first = columns.firstPixel(band) * filters;
            float[] c = columns.columns(x, xOff, band);
            float[] weights = weights(w, wOff, bias, biasOff);
            float[][] cells = Workspace.planes(CELLS_SLOT, MaxPool2x2.CELLS, blocks * filters);
            for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                gemm.run(
                        true,
                        false,
                        blocks,
                        filters,
                        depth,
                        1,
                        c,
                        q * blocks,
                        pixels,
                        weights,
                        0,
                        filters,
                        0,
                        cells[q],
                        0,
                        filters);
            }
            int plane = blocks * filters;
            MaxPool2x2.forward(cells, 0, plane, epilogue, z, zOff + first, plane);
            System.arraycopy(cells[0], 0, y, yOff + first / MaxPool2x2.CELLS, plane);
        });
    }

    @Override
    public void backwardMaxPool(
            float[] x,
            int xOff,
            float[] z,
            int zOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        TransposedIm2col columns = poolingColumns;
        if (dw != null) {
            int depth = columns.depth();
            KernelGradientReduction.run(batch, depth * filters, dw, dwOff, (fromImage, toImage, sum, sumOff) -> {
                for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                    int pixels = columns.pixels(band);
                    int blocks = pixels / MaxPool2x2.CELLS;
                    float[][] cells = gradients(band, z, zOff, y, yOff, dy, dyOff);
                    float[] c = columns.columns(x, xOff, band);
                    for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                        gemm.run(
                                false,
                                false,
                                depth,
                                filters,
                                blocks,
                                1,
                                c,
                                q * blocks,
                                pixels,
                                cells[q],
                                0,
                                filters,
                                1,
                                sum,
                                sumOff,
                                filters);
                    }
                }
            });
        }
        if (dx != null) {
            float[] dz = Workspace.floats(GRADIENT_SLOT, batch * window.outputPixels() * filters);
            WorkerPool.shared().run(batch * columns.bands(), band -> {
                float[][] cells = gradients(band, z, zOff, y, yOff, dy, dyOff);
                for (int pixel = 0; pixel < columns.pixels(band); pixel++) {
                    int row = pixel / window.outWidth();
                    int column = pixel % window.outWidth();
                    int block = row / 2 * (window.outWidth() / 2) + column / 2;
                    int to = (columns.firstPixel(band) + pixel) * filters;
                    System.arraycopy(cells[row % 2 * 2 + column % 2], block * filters, dz, to, filters);
                }
            });
            im2col.backwardInput(dz, 0, w, wOff, dx, dxOff);
        }
    }

    /** Gradients of a band's convolution outputs, one plane for each cell of the 2×2 blocks. */
    private float[][] gradients(int band, float[] z, int zOff, float[] y, int yOff, float[] dy, int dyOff) {
        int plane = poolingColumns.pixels(band) / MaxPool2x2.CELLS * filters;
        int first = poolingColumns.firstPixel(band) * filters;
        int block = first / MaxPool2x2.CELLS;
        float[][] cells = Workspace.planes(CELLS_SLOT, MaxPool2x2.CELLS, plane);
        float[] pooled = Workspace.floats(POOLED_SLOT, plane);
        float[] pooledGradient = Workspace.floats(POOLED_GRADIENT_SLOT, plane);
        System.arraycopy(y, yOff + block, pooled, 0, plane);
        System.arraycopy(dy, dyOff + block, pooledGradient, 0, plane);
        MaxPool2x2.backward(z, zOff + first, plane, pooled, pooledGradient, cells, 0, plane);
        return cells;
    }
}
