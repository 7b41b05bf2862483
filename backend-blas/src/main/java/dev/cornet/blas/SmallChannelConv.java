package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of images of few channels, as first layers have, by their {@link TransposedIm2col} C: y = Cᵀ·W, dW = C·dy; the last row, of
 * ones, carries the bias.
 */
final class SmallChannelConv implements ConvMaxPoolKernel {
    private static final int WEIGHTS = 3;
    private static final int CELLS = 5;
    private static final int MOST = 5;
    private static final int GIVEN = 7;
    private static final int IMAGES = 8;

    private final Gemm gemm;
    private final Window g;
    private final int batch;
    private final int channels;
    private final int filters;
    private final Im2col other;
    private final TransposedIm2col columns;
    /** Those with the cells of 2×2 blocks apart. */
    private final TransposedIm2col columnsOfCells;

    SmallChannelConv(Gemm gemm, ConvShape shape, int batch, Im2col other) {
        this.gemm = gemm;
        this.g = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.other = other;
        this.columns = new TransposedIm2col(g, channels, 1);
        this.columnsOfCells = new TransposedIm2col(g, channels, 2);
    }

    /** W, and the bias as a last row. */
    private float[] weights(float[] w, int wOff, float @Nullable [] bias, int biasOff) {
        int size = g.kernelCells() * channels * filters;
        float[] weights = Workspace.floats(WEIGHTS, size + filters);
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
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        int deep = columns.depth() + (bias == null ? 0 : 1);
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            int pixels = columns.pixels(band);
            int at = yOff + columns.firstPixel(band) * filters;
            float[] c = columns.of(x, xOff, band);
            float[] weights = weights(w, wOff, bias, biasOff);
            gemm.run(true, false, pixels, filters, deep, 1, c, 0, pixels, weights, 0, filters, 0, y, at, filters);
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
                float[] c = columns.of(x, xOff, band);
                gemm.run(
                        false, false, depth, filters, pixels, 1, c, 0, pixels, dy, at, filters, 1, sum, sumOff,
                        filters);
            }
        });
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        other.backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }

    @Override
    public void maxima(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        TransposedIm2col columns = columnsOfCells;
        int deep = columns.depth() + (bias == null ? 0 : 1);
        WorkerPool.shared().run(batch * columns.bands(), band -> {
            int pixels = columns.pixels(band);
            int blocks = pixels / MaxPool2x2.CELLS;
            int first = columns.firstPixel(band) * filters;
            float[] c = columns.of(x, xOff, band);
            float[] weights = weights(w, wOff, bias, biasOff);
            float[][] cells = Workspace.planes(CELLS, MaxPool2x2.CELLS, blocks * filters);
            for (int q = 0; q < MaxPool2x2.CELLS; q++) {
                gemm.run(
                        true,
                        false,
                        blocks,
                        filters,
                        deep,
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
            MaxPool2x2.ofCells(cells, 0, plane, epilogue, z, zOff + first, plane);
            System.arraycopy(cells[0], 0, y, yOff + first / MaxPool2x2.CELLS, plane);
        });
    }

    @Override
    public void maximaBackward(
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
            @Nullable PackedWeights kept,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        TransposedIm2col columns = columnsOfCells;
        if (dw != null) {
            int depth = columns.depth();
            KernelGradientReduction.run(batch, depth * filters, dw, dwOff, (fromImage, toImage, sum, sumOff) -> {
                for (int band = fromImage * columns.bands(); band < toImage * columns.bands(); band++) {
                    int pixels = columns.pixels(band);
                    int blocks = pixels / MaxPool2x2.CELLS;
                    float[][] cells = gradients(band, z, zOff, y, yOff, dy, dyOff);
                    float[] c = columns.of(x, xOff, band);
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
            float[] dz = Workspace.floats(IMAGES, batch * g.outputPixels() * filters);
            WorkerPool.shared().run(batch * columns.bands(), band -> {
                float[][] cells = gradients(band, z, zOff, y, yOff, dy, dyOff);
                for (int pixel = 0; pixel < columns.pixels(band); pixel++) {
                    int row = pixel / g.outWidth();
                    int column = pixel % g.outWidth();
                    int block = row / 2 * (g.outWidth() / 2) + column / 2;
                    int to = (columns.firstPixel(band) + pixel) * filters;
                    System.arraycopy(cells[row % 2 * 2 + column % 2], block * filters, dz, to, filters);
                }
            });
            other.backwardInput(dz, 0, w, wOff, dx, dxOff);
        }
    }

    /** The gradients of a band's outputs, cell by cell. */
    private float[][] gradients(int band, float[] z, int zOff, float[] y, int yOff, float[] dy, int dyOff) {
        int plane = columnsOfCells.pixels(band) / MaxPool2x2.CELLS * filters;
        int first = columnsOfCells.firstPixel(band) * filters;
        int block = first / MaxPool2x2.CELLS;
        float[][] cells = Workspace.planes(CELLS, MaxPool2x2.CELLS, plane);
        float[] most = Workspace.floats(MOST, plane);
        float[] given = Workspace.floats(GIVEN, plane);
        System.arraycopy(y, yOff + block, most, 0, plane);
        System.arraycopy(dy, dyOff + block, given, 0, plane);
        MaxPool2x2.gradients(z, zOff + first, plane, most, given, cells, 0, plane);
        return cells;
    }
}
