package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as matrix products: the pixels under the window at some output rows are copied into the rows of a matrix that stays in the
 * second-level cache, and multiplied with the kernel as a matrix (cells·channels/groups, filters).
 *
 * <p>Tasks are images cut into bands of output rows, by sizes alone. The gradient of the kernel is summed per band of images in an order
 * that does not depend on threads.
 */
final class Im2col implements ConvKernel {
    private static final int COLUMNS = 0;
    /** Floats of a column matrix: 256 KB. */
    private static final int TILE = 1 << 16;

    private final Gemm gemm;
    private final Window g;
    private final int batch;
    private final int channels;
    private final int filters;
    private final int groups;
    private final int depth;
    private final int groupChannels;
    private final int groupFilters;
    private final boolean direct;
    private final int rowsPerTile;

    Im2col(Gemm gemm, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.g = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.groups = shape.groups();
        this.groupChannels = shape.groupChannels();
        this.groupFilters = shape.groupFilters();
        this.depth = g.kernelCells() * groupChannels;
        this.direct = g.kernelCells() == 1 && g.inputPixels() == g.outputPixels();
        this.rowsPerTile = Math.max(1, Math.min(g.outHeight(), TILE / Math.max(1, depth * g.outWidth())));
    }

    private int bands() {
        return (g.outHeight() + rowsPerTile - 1) / rowsPerTile;
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
        WorkerPool.shared().run(batch * bands(), task -> {
            int image = task / bands();
            int p = task % bands() * rowsPerTile;
            int rows = Math.min(rowsPerTile, g.outHeight() - p) * g.outWidth();
            int yAt = yOff + (image * g.outputPixels() + p * g.outWidth()) * filters;
            int xAt = xOff + image * g.inputPixels() * channels;
            prefill(y, yAt, rows, bias, biasOff);
            for (int group = 0; group < groups; group++) {
                float[] columns = x;
                int from = xAt + p * g.outWidth() * channels + group * groupChannels;
                int ld = channels;
                if (!direct) {
                    columns = Workspace.floats(COLUMNS, rows * depth);
                    gather(x, xAt + group * groupChannels, p, rows, columns);
                    from = 0;
                    ld = depth;
                }
                gemm.run(
                        false,
                        false,
                        rows,
                        groupFilters,
                        depth,
                        1,
                        columns,
                        from,
                        ld,
                        w,
                        wOff + group * groupFilters,
                        filters,
                        1,
                        y,
                        yAt + group * groupFilters,
                        filters);
            }
            epilogue.apply(y, yAt, yAt + rows * filters);
        });
    }

    private void prefill(float[] y, int yAt, int rows, float @Nullable [] bias, int biasOff) {
        if (bias == null) {
            java.util.Arrays.fill(y, yAt, yAt + rows * filters, 0f);
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bias, biasOff, y, yAt + r * filters, filters);
        }
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        int image1 = g.inputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int dxAt = dxOff + image * image1;
            java.util.Arrays.fill(dx, dxAt, dxAt + image1, 0f);
            for (int p = 0; p < g.outHeight(); p += rowsPerTile) {
                int rows = Math.min(rowsPerTile, g.outHeight() - p) * g.outWidth();
                int dyAt = dyOff + (image * g.outputPixels() + p * g.outWidth()) * filters;
                for (int group = 0; group < groups; group++) {
                    if (direct) {
                        gemm.run(
                                false,
                                true,
                                rows,
                                depth,
                                groupFilters,
                                1,
                                dy,
                                dyAt + group * groupFilters,
                                filters,
                                w,
                                wOff + group * groupFilters,
                                filters,
                                0,
                                dx,
                                dxAt + p * g.outWidth() * channels + group * groupChannels,
                                channels);
                        continue;
                    }
                    float[] columns = Workspace.floats(COLUMNS, rows * depth);
                    gemm.run(
                            false,
                            true,
                            rows,
                            depth,
                            groupFilters,
                            1,
                            dy,
                            dyAt + group * groupFilters,
                            filters,
                            w,
                            wOff + group * groupFilters,
                            filters,
                            0,
                            columns,
                            0,
                            depth);
                    scatter(columns, dx, dxAt + group * groupChannels, p, rows);
                }
            }
        });
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        KernelGradientReduction.run(
                batch,
                depth * filters,
                dw,
                dwOff,
                (fromImage, toImage, sum, sumOff) -> addKernel(fromImage, toImage, x, xOff, dy, dyOff, sum, sumOff));
    }

    private void addKernel(
            int fromImage, int toImage, float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        for (int image = fromImage; image < toImage; image++) {
            int xAt = xOff + image * g.inputPixels() * channels;
            for (int p = 0; p < g.outHeight(); p += rowsPerTile) {
                int rows = Math.min(rowsPerTile, g.outHeight() - p) * g.outWidth();
                int dyAt = dyOff + (image * g.outputPixels() + p * g.outWidth()) * filters;
                for (int group = 0; group < groups; group++) {
                    float[] columns = x;
                    int from = xAt + p * g.outWidth() * channels + group * groupChannels;
                    int ld = channels;
                    if (!direct) {
                        columns = Workspace.floats(COLUMNS, rows * depth);
                        gather(x, xAt + group * groupChannels, p, rows, columns);
                        from = 0;
                        ld = depth;
                    }
                    gemm.run(
                            true,
                            false,
                            depth,
                            groupFilters,
                            rows,
                            1,
                            columns,
                            from,
                            ld,
                            dy,
                            dyAt + group * groupFilters,
                            filters,
                            1,
                            dw,
                            dwOff + group * groupFilters,
                            filters);
                }
            }
        }
    }

    /** The cells under the windows of {@code rows} output pixels from output row {@code p} on, one window per row of the matrix. */
    private void gather(float[] x, int xAt, int p, int rows, float[] columns) {
        for (int r = 0; r < rows; r++) {
            int top = (p + r / g.outWidth()) * g.strideHeight() - g.padTop();
            int left = r % g.outWidth() * g.strideWidth() - g.padLeft();
            int at = r * depth;
            for (int i = 0; i < g.kernelHeight(); i++) {
                int h = top + i * g.dilationHeight();
                boolean real = h >= 0 && h < g.height();
                for (int j = 0; j < g.kernelWidth(); j++) {
                    int v = left + j * g.dilationWidth();
                    if (real && v >= 0 && v < g.width()) {
                        copy(x, xAt + (h * g.width() + v) * channels, columns, at);
                    } else {
                        java.util.Arrays.fill(columns, at, at + groupChannels, 0f);
                    }
                    at += groupChannels;
                }
            }
        }
    }

    private void copy(float[] x, int from, float[] columns, int at) {
        if (groupChannels == 1) {
            columns[at] = x[from];
        } else {
            System.arraycopy(x, from, columns, at, groupChannels);
        }
    }

    private void scatter(float[] columns, float[] dx, int dxAt, int p, int rows) {
        for (int r = 0; r < rows; r++) {
            int top = (p + r / g.outWidth()) * g.strideHeight() - g.padTop();
            int left = r % g.outWidth() * g.strideWidth() - g.padLeft();
            for (int i = 0; i < g.kernelHeight(); i++) {
                int h = top + i * g.dilationHeight();
                for (int j = 0; j < g.kernelWidth() && h >= 0 && h < g.height(); j++) {
                    int v = left + j * g.dilationWidth();
                    if (v >= 0 && v < g.width()) {
                        int at = r * depth + (i * g.kernelWidth() + j) * groupChannels;
                        int to = dxAt + (h * g.width() + v) * channels;
                        for (int c = 0; c < groupChannels; c++) {
                            dx[to + c] += columns[at + c];
                        }
                    }
                }
            }
        }
    }
}
