package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Convolution by im2col and GEMM: the pixels under each window are copied into one row of a matrix, which is multiplied by the kernel as a
 * matrix (cells·channels/groups, filters). The matrix holds a band of output rows, so that it stays in the second-level cache.
 *
 * <p>The outputs are computed in {@link Im2colTasks}, the input gradients of each image in bands of output rows, all cut by sizes alone. The
 * kernel gradient is summed over parts of the batch in an order that does not depend on the number of threads ({@link
 * KernelGradientReduction}).
 */
final class Im2col implements ConvKernel {
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

    private final Im2colTasks forwardTasks;

    /** The shape of y = C·W with the im2col matrix C for the first task. */
    private final GemmShape output;

    // the shapes of the products for each band of an image: C' = dy·Wᵀ and dW = Cᵀ·dy
    private final GemmShape[] inputGradients;
    private final GemmShape[] kernelGradients;

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
        this.rowsPerTile = Math.max(1, Math.min(window.outHeight(), Im2colTasks.fittingRows(window.outWidth(), depth)));
        this.inputGradients = new GemmShape[bands()];
        this.kernelGradients = new GemmShape[bands()];
        int width = usesInput ? channels : depth;
        int outRows = Math.multiplyExact(batch, window.outHeight());
        this.forwardTasks = Im2colTasks.of(outRows, window.outWidth(), depth, groupFilters, gemm.callSize());
        int m = forwardTasks.firstRow(1) * window.outWidth();
        this.output = new GemmShape(m, forwardTasks.firstFilter(1), depth, false, false, width, filters, filters);
        for (int band = 0; band < bands(); band++) {
            int count = pixels(band * rowsPerTile);
            inputGradients[band] = new GemmShape(count, depth, groupFilters, false, true, filters, filters, width);
            kernelGradients[band] = new GemmShape(depth, groupFilters, count, true, false, width, filters, filters);
        }
    }

    private int bands() {
        return (window.outHeight() + rowsPerTile - 1) / rowsPerTile;
    }

    private int rows(int p) {
        return Math.min(rowsPerTile, window.outHeight() - p);
    }

    /** The number of output pixels of the band that begins with output row {@code p}. */
    private int pixels(int p) {
        return rows(p) * window.outWidth();
    }

    /** The index in y of the first value of an image's output row {@code p}. */
    private int outputAt(Tensor y, int image, int p) {
        return y.offset() + (image * window.outputPixels() + p * window.outWidth()) * filters;
    }

    /**
     * The array with the im2col matrix of a group for some pixels, from output row {@code row} on, which is counted through the batch: x
     * itself, or a copy.
     */
    private float[] columns(Tensor x, int row, int pixels, int group) {
        if (usesInput) {
            return x.data();
        }
        float[] columns = Workspace.floats(ConvSlots.COLUMNS, pixels * depth);
        gather(x, group * groupChannels, row, pixels, columns);
        return columns;
    }

    /** The index at which the im2col matrix begins in its array. */
    private int columnsAt(Tensor x, int row, int group) {
        return usesInput ? x.offset() + row * window.outWidth() * channels + group * groupChannels : 0;
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        Tensor kernel = w.unscaled();
        Tensor bias = w.bias();
        WorkerPool.shared().run(forwardTasks.count(), task -> {
            int rowBlock = task / forwardTasks.filterBlocks();
            int filterBlock = task % forwardTasks.filterBlocks();
            int row = forwardTasks.firstRow(rowBlock);
            int pixels = (forwardTasks.firstRow(rowBlock + 1) - row) * window.outWidth();
            int firstFilter = forwardTasks.firstFilter(filterBlock);
            int count = forwardTasks.firstFilter(filterBlock + 1) - firstFilter;
            GemmShape shape = output.block(pixels, count, depth);
            for (int group = 0; group < groups; group++) {
                int filter = group * groupFilters + firstFilter;
                int yAt = y.offset() + row * window.outWidth() * filters + filter;
                float[] columns = columns(x, row, pixels, group);
                int columnsAt = columnsAt(x, row, group);
                for (int r = 0; bias != null && r < pixels; r++) {
                    System.arraycopy(bias.data(), bias.offset() + filter, y.data(), yAt + r * filters, count);
                }
                float beta = bias == null ? 0 : 1;
                gemm.run(shape, columns, columnsAt, kernel.data(), kernel.offset() + filter, beta, y.data(), yAt);
                if (count == filters) {
                    epilogue.apply(y.data(), yAt, yAt + pixels * filters);
                } else {
                    for (int r = 0; r < pixels; r++) {
                        epilogue.apply(y.data(), yAt + r * filters, yAt + r * filters + count);
                    }
                }
            }
        });
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        int imageSize = window.inputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int dxAt = dx.offset() + image * imageSize;
            Arrays.fill(dx.data(), dxAt, dxAt + imageSize, 0f);
            for (int p = 0; p < window.outHeight(); p += rowsPerTile) {
                GemmShape shape = inputGradients[p / rowsPerTile];
                for (int group = 0; group < groups; group++) {
                    float[] columns = usesInput ? dx.data() : Workspace.floats(ConvSlots.COLUMNS, pixels(p) * depth);
                    int columnsAt = columnsAt(dx, image * window.outHeight() + p, group);
                    int dyAt = outputAt(dy, image, p) + group * groupFilters;
                    int wAt = w.offset() + group * groupFilters;
                    gemm.run(shape, dy.data(), dyAt, w.data(), wAt, 0, columns, columnsAt);
                    if (!usesInput) {
                        scatter(columns, dx.data(), dxAt + group * groupChannels, p, pixels(p));
                    }
                }
            }
        });
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        KernelGradientReduction.run(batch, dw, (fromImage, toImage, sum, at) -> {
            for (int image = fromImage; image < toImage; image++) {
                for (int p = 0; p < window.outHeight(); p += rowsPerTile) {
                    addKernel(x, image, p, dy, sum, at);
                }
            }
        });
    }

    private void addKernel(Tensor x, int image, int p, Tensor dy, float[] dw, int dwAt) {
        GemmShape shape = kernelGradients[p / rowsPerTile];
        int row = image * window.outHeight() + p;
        for (int group = 0; group < groups; group++) {
            float[] columns = columns(x, row, pixels(p), group);
            int columnsAt = columnsAt(x, row, group);
            int filter = group * groupFilters;
            gemm.run(shape, columns, columnsAt, dy.data(), outputAt(dy, image, p) + filter, 1, dw, dwAt + filter);
        }
    }

    /**
     * im2col: copies the windows of {@code pixels} output pixels, from output row {@code row} on, which is counted through the batch, into
     * the rows of {@code columns}; the channels of the group begin with {@code channel}.
     */
    private void gather(Tensor x, int channel, int row, int pixels, float[] columns) {
        float[] xs = x.data();
        for (int r = 0; r < pixels; r++) {
            int p = row + r / window.outWidth();
            int xAt = x.offset() + p / window.outHeight() * window.inputPixels() * channels + channel;
            int top = p % window.outHeight() * window.strideHeight() - window.padTop();
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
