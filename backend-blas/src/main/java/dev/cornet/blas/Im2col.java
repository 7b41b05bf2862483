package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by im2col and GEMM: the pixels under each window are copied into one row of a matrix, which is multiplied by the kernel as a
 * matrix (cells·channels/groups, filters). The matrix holds a band of output rows, so that it stays in the second-level cache.
 *
 * <p>A task is a band of output rows of one image, cut by sizes alone. The kernel gradient is summed over parts of the batch in an order
 * that does not depend on the number of threads ({@link KernelGradientReduction}).
 */
final class Im2col implements ConvKernel {
    private static final int COLUMNS_SLOT = 0;

    /** The largest number of values of an im2col matrix: 256 KB. */
    private static final int TILE_VALUES = 1 << 16;

    private final Gemm gemm;
    private final Window window;
    private final int batch;
    private final int channels;
    private final int filters;
    private final int groups;
    private final int depth;
    private final int groupChannels;
    private final int groupFilters;
    /** True if x itself is the im2col matrix: 1×1 windows of stride 1. */
    private final boolean usesInput;

    private final int rowsPerTile;

    Im2col(Gemm gemm, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.groups = shape.groups();
        this.groupChannels = shape.groupChannels();
        this.groupFilters = shape.groupFilters();
        this.depth = window.kernelCells() * groupChannels;
        this.usesInput = window.kernelCells() == 1 && window.inputPixels() == window.outputPixels();
        this.rowsPerTile =
                Math.max(1, Math.min(window.outHeight(), TILE_VALUES / Math.max(1, depth * window.outWidth())));
    }

    private int bands() {
        return (window.outHeight() + rowsPerTile - 1) / rowsPerTile;
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
        WorkerPool.shared().run(batch * bands(), task -> {
            int image = task / bands();
            int p = task % bands() * rowsPerTile;
            int rows = Math.min(rowsPerTile, window.outHeight() - p) * window.outWidth();
            int yAt = yOff + (image * window.outputPixels() + p * window.outWidth()) * filters;
            int xAt = xOff + image * window.inputPixels() * channels;
            fillBias(y, yAt, rows, bias, biasOff);
            for (int group = 0; group < groups; group++) {
                float[] columns = x;
                int from = xAt + p * window.outWidth() * channels + group * groupChannels;
                int ld = channels;
                if (!usesInput) {
                    columns = Workspace.floats(COLUMNS_SLOT, rows * depth);
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

    private void fillBias(float[] y, int yAt, int rows, float @Nullable [] bias, int biasOff) {
        if (bias == null) {
            Arrays.fill(y, yAt, yAt + rows * filters, 0f);
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bias, biasOff, y, yAt + r * filters, filters);
        }
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        int imageSize = window.inputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int dxAt = dxOff + image * imageSize;
            Arrays.fill(dx, dxAt, dxAt + imageSize, 0f);
            for (int p = 0; p < window.outHeight(); p += rowsPerTile) {
                int rows = Math.min(rowsPerTile, window.outHeight() - p) * window.outWidth();
                int dyAt = dyOff + (image * window.outputPixels() + p * window.outWidth()) * filters;
                for (int group = 0; group < groups; group++) {
                    if (usesInput) {
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
                                dxAt + p * window.outWidth() * channels + group * groupChannels,
                                channels);
                        continue;
                    }
                    float[] columns = Workspace.floats(COLUMNS_SLOT, rows * depth);
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
            int xAt = xOff + image * window.inputPixels() * channels;
            for (int p = 0; p < window.outHeight(); p += rowsPerTile) {
                int rows = Math.min(rowsPerTile, window.outHeight() - p) * window.outWidth();
                int dyAt = dyOff + (image * window.outputPixels() + p * window.outWidth()) * filters;
                for (int group = 0; group < groups; group++) {
                    float[] columns = x;
                    int from = xAt + p * window.outWidth() * channels + group * groupChannels;
                    int ld = channels;
                    if (!usesInput) {
                        columns = Workspace.floats(COLUMNS_SLOT, rows * depth);
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

    /** im2col: copies the windows of {@code rows} output pixels, from output row {@code p} on, into the rows of {@code columns}. */
    private void gather(float[] x, int xAt, int p, int rows, float[] columns) {
        for (int r = 0; r < rows; r++) {
            int top = (p + r / window.outWidth()) * window.strideHeight() - window.padTop();
            int left = r % window.outWidth() * window.strideWidth() - window.padLeft();
            int at = r * depth;
            for (int i = 0; i < window.kernelHeight(); i++) {
                int h = top + i * window.dilationHeight();
                boolean isInside = h >= 0 && h < window.height();
                for (int j = 0; j < window.kernelWidth(); j++) {
                    int v = left + j * window.dilationWidth();
                    if (isInside && v >= 0 && v < window.width()) {
                        copy(x, xAt + (h * window.width() + v) * channels, columns, at);
                    } else {
                        Arrays.fill(columns, at, at + groupChannels, 0f);
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

    /** col2im: adds the rows of {@code columns} to the pixels of dx under their windows. */
    private void scatter(float[] columns, float[] dx, int dxAt, int p, int rows) {
        for (int r = 0; r < rows; r++) {
            int top = (p + r / window.outWidth()) * window.strideHeight() - window.padTop();
            int left = r % window.outWidth() * window.strideWidth() - window.padLeft();
            for (int i = 0; i < window.kernelHeight(); i++) {
                int h = top + i * window.dilationHeight();
                for (int j = 0; j < window.kernelWidth() && h >= 0 && h < window.height(); j++) {
                    int v = left + j * window.dilationWidth();
                    if (v >= 0 && v < window.width()) {
                        int at = r * depth + (i * window.kernelWidth() + j) * groupChannels;
                        int to = dxAt + (h * window.width() + v) * channels;
                        for (int c = 0; c < groupChannels; c++) {
                            dx[to + c] += columns[at + c];
                        }
                    }
                }
            }
        }
    }
}
