package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
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

    /** The output pixels of {@code rows} rows of an image, from row {@code p} on, as rows (pixels, filters) of y or dy. */
    private Matrix pixels(Tensor y, int image, int p, int rows) {
        int at = (image * window.outputPixels() + p * window.outWidth()) * filters;
        return Matrix.of(y.data(), y.offset() + at, rows * window.outWidth(), filters);
    }

    /** The filters of a group, as columns of w, y or dy. */
    private Matrix group(Matrix x, int group) {
        return x.block(0, x.rows(), group * groupFilters, groupFilters);
    }

    private int rows(int p) {
        return Math.min(rowsPerTile, window.outHeight() - p);
    }

    /** The im2col matrix of a group for the output rows from {@code p} on: a part of x itself, or a copy. */
    private Matrix columns(Tensor x, int image, int p, int group) {
        int count = rows(p) * window.outWidth();
        if (usesInput) {
            return inputPixels(x, image, p, group);
        }
        float[] columns = Workspace.floats(ConvSlots.COLUMNS, count * depth);
        gather(x, image * window.inputPixels() * channels + group * groupChannels, p, count, columns);
        return Matrix.of(columns, 0, count, depth);
    }

    /** The pixels of a group under the output rows from {@code p} on, for 1×1 windows of stride 1. */
    private Matrix inputPixels(Tensor x, int image, int p, int group) {
        int at = (image * window.inputPixels() + p * window.outWidth()) * channels;
        return Matrix.of(x.data(), x.offset() + at, rows(p) * window.outWidth(), channels)
                .columns(group * groupChannels, (group + 1) * groupChannels);
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        Matrix kernel = Matrix.of(w.unscaled(), filters);
        WorkerPool.shared().run(batch * bands(), task -> {
            int image = task / bands();
            int p = task % bands() * rowsPerTile;
            Matrix outputs = pixels(y, image, p, rows(p));
            fillBias(outputs, w.bias());
            for (int group = 0; group < groups; group++) {
                gemm.run(columns(x, image, p, group), group(kernel, group), 1, group(outputs, group));
            }
            epilogue.apply(y.data(), outputs.offset(), outputs.offset() + outputs.rows() * filters);
        });
    }

    private static void fillBias(Matrix y, @Nullable Tensor bias) {
        int filters = y.columns();
        if (bias == null) {
            Arrays.fill(y.data(), y.offset(), y.offset() + y.rows() * filters, 0f);
            return;
        }
        for (int r = 0; r < y.rows(); r++) {
            System.arraycopy(bias.data(), bias.offset(), y.data(), y.index(r, 0), filters);
        }
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        Matrix kernel = Matrix.of(w, filters);
        int imageSize = window.inputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int dxAt = dx.offset() + image * imageSize;
            Arrays.fill(dx.data(), dxAt, dxAt + imageSize, 0f);
            for (int p = 0; p < window.outHeight(); p += rowsPerTile) {
                Matrix outputs = pixels(dy, image, p, rows(p));
                for (int group = 0; group < groups; group++) {
                    Matrix transposed = group(kernel, group).transpose();
                    if (usesInput) {
                        gemm.run(group(outputs, group), transposed, 0, inputPixels(dx, image, p, group));
                        continue;
                    }
                    float[] columns = Workspace.floats(ConvSlots.COLUMNS, outputs.rows() * depth);
                    gemm.run(group(outputs, group), transposed, 0, Matrix.of(columns, 0, outputs.rows(), depth));
                    scatter(columns, dx.data(), dxAt + group * groupChannels, p, outputs.rows());
                }
            }
        });
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        KernelGradientReduction.run(
                batch,
                dw,
                (fromImage, toImage, sum, at) ->
                        addKernel(fromImage, toImage, x, dy, Matrix.of(sum, at, depth, filters)));
    }

    private void addKernel(int fromImage, int toImage, Tensor x, Tensor dy, Matrix dw) {
        for (int image = fromImage; image < toImage; image++) {
            for (int p = 0; p < window.outHeight(); p += rowsPerTile) {
                Matrix outputs = pixels(dy, image, p, rows(p));
                for (int group = 0; group < groups; group++) {
                    gemm.run(columns(x, image, p, group).transpose(), group(outputs, group), 1, group(dw, group));
                }
            }
        }
    }

    /**
     * im2col: copies the windows of {@code rows} output pixels, from output row {@code p} on, into the rows of {@code columns}; the image
     * and group begin with value {@code first} of x.
     */
    private void gather(Tensor x, int first, int p, int rows, float[] columns) {
        float[] xs = x.data();
        int xAt = x.offset() + first;
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
                        copy(xs, xAt + (h * window.width() + v) * channels, columns, at);
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
