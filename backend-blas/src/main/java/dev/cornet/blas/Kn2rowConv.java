package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of stride 1 by kn2row: a sum of one matrix product for each kernel cell. Each product multiplies all pixels of a zero-padded
 * band of rows x̂ by that cell's weights (channels, filters). Cells differ only in the offset at which x̂ is read, so no im2col copy is
 * needed. The products also compute unused columns between the end of one row and the next; these are dropped.
 *
 * <p>x̂ is (rows + rowReach, paddedWidth, channels) with paddedWidth = outWidth + dilation·(kernelWidth − 1), and y at row p, column q =
 * Σ over cells (i, j) of x̂[(p + dilation·i)·paddedWidth + q + dilation·j] · w[i, j]. The input gradient is the same sum over dy with the
 * kernel rotated by 180° and each cell's weights transposed. Rounding errors are as in direct convolution, a few 10⁻⁷ of the largest
 * value.
 */
final class Kn2rowConv implements ConvKernel {
    /** The largest number of values of a band's inputs and outputs together: 512 KB. */
    private static final int TILE_VALUES = 1 << 17;

    /** Number of tasks aimed at, so that all cores are busy. */
    private static final int TARGET_TASKS = 8;

    private static final int MIN_FILTER_BLOCK = 64;

    private final Gemm gemm;
    private final Window window;
    private final int batch;
    private final int channels;
    private final int filters;
    private final Direction forwardDirection;
    private final Direction backwardDirection;
    /** The shapes of dw[i, j] += x̂ᵀ·dy for each band of an image. */
    private final GemmShape[] kernelGradients;

    Kn2rowConv(Gemm gemm, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        Images x = new Images(window.height(), window.width(), channels);
        Images y = new Images(window.outHeight(), window.outWidth(), filters);
        this.forwardDirection = new Direction(x, y, window.padTop(), window.padLeft(), false);
        this.backwardDirection =
                new Direction(y, x, rowReach() - window.padTop(), columnReach(window) - window.padLeft(), true);
        this.kernelGradients = new GemmShape[forwardDirection.bands()];
        for (int band = 0; band < kernelGradients.length; band++) {
            int pixels = forwardDirection.pixels(band);
            kernelGradients[band] = new GemmShape(channels, filters, pixels, true, false, channels, filters, filters);
        }
    }

    static boolean supports(Window window) {
        return window.kernelCells() > 1 && window.strideHeight() == 1 && window.strideWidth() == 1;
    }

    private int rowReach() {
        return window.dilationHeight() * (window.kernelHeight() - 1);
    }

    /** Columns that a window covers beyond its first one. */
    static int columnReach(Window window) {
        return window.dilationWidth() * (window.kernelWidth() - 1);
    }

    /** Sizes of the images on one side of the convolution. */
    private record Images(int height, int width, int channels) {
        /**
         * Copies {@code rows.count} rows of an image, from row {@code rows.first} on, into the workspace, in rows of {@code rows.width}
         * pixels that begin with {@code rows.left} pixels of padding. All padding is zero, including rows outside the image.
         */
        float[] copyPadded(Slot slot, Tensor images, int image, PaddedRows rows) {
            int row = rows.width() * channels;
            int start = rows.left() * channels;
            int run = Math.min(width * channels, row - start);
            float[] padded = Workspace.floats(slot, rows.count() * row);
            for (int r = 0; r < rows.count(); r++) {
                int h = rows.first() + r;
                int at = r * row;
                if (h < 0 || h >= height) {
                    Arrays.fill(padded, at, at + row, 0f);
                    continue;
                }
                Arrays.fill(padded, at, at + start, 0f);
                int from = images.offset() + (image * height + h) * width * channels;
                System.arraycopy(images.data(), from, padded, at + start, run);
                Arrays.fill(padded, at + start + run, at + row, 0f);
            }
            return padded;
        }
    }

    /** Some rows of an image with padding, see {@link Images#copyPadded}. */
    private record PaddedRows(int first, int count, int left, int width) {}

    /** One direction of the computation: x to y with the kernel as it is, or dy to dx with the kernel rotated by 180°. */
    private final class Direction {
        private final Images from;
        private final Images to;
        private final int padTop;
        private final int padLeft;
        private final boolean isRotated;
        private final int paddedWidth;
        private final int rows;
        /** The number of blocks into which the channels of the result are cut. */
        private final int blocks;

        private final GemmShape[] cellProducts;

        Direction(Images from, Images to, int padTop, int padLeft, boolean isRotated) {
            this.from = from;
            this.to = to;
            this.padTop = padTop;
            this.padLeft = padLeft;
            this.isRotated = isRotated;
            this.paddedWidth = to.width() + columnReach(window);
            int fittingRows =
                    (TILE_VALUES / paddedWidth - rowReach() * from.channels()) / (from.channels() + to.channels());
            int rowsPerTask =
                    WorkerPool.isInsideTask() ? to.height() : (batch * to.height() + TARGET_TASKS - 1) / TARGET_TASKS;
            this.rows = Math.max(1, Math.min(Math.min(to.height(), rowsPerTask), fittingRows));
            int wantedBlocks = TARGET_TASKS / Math.max(1, batch * bands());
            this.blocks = Math.max(1, Math.min(wantedBlocks, to.channels() / MIN_FILTER_BLOCK));
            this.cellProducts = cellProducts();
        }

        int bands() {
            return (to.height() + rows - 1) / rows;
        }

        int rows(int band) {
            return Math.min(rows, to.height() - band * rows);
        }

        /** The rows of {@code images} that a band reads, zero-padded. */
        float[] padded(Tensor images, int image, int band) {
            int first = band * rows - padTop;
            PaddedRows padded = new PaddedRows(first, rows(band) + rowReach(), padLeft, paddedWidth);
            return from.copyPadded(ConvSlots.COLUMNS, images, image, padded);
        }

        /** Pixels in a cell's product; the last row ends with the image, without unused columns. */
        int pixels(int band) {
            return (rows(band) - 1) * paddedWidth + to.width();
        }

        /** The index in the padded rows of the first value that a kernel cell reads. */
        int cellAt(int cell) {
            int i = cell / window.kernelWidth() * window.dilationHeight();
            int j = cell % window.kernelWidth() * window.dilationWidth();
            return (i * paddedWidth + j) * from.channels();
        }

        /** The first channel of the result in a block; all channels for the block after the last. */
        private int firstChannel(int block) {
            return block * to.channels() / blocks;
        }

        /** The shapes of the products of a kernel cell: sums += x̂·w, for each block of channels of each band of an image. */
        private GemmShape[] cellProducts() {
            GemmShape[] shapes = new GemmShape[bands() * blocks];
            for (int i = 0; i < shapes.length; i++) {
                int n = firstChannel(i % blocks + 1) - firstChannel(i % blocks);
                int k = from.channels();
                shapes[i] = new GemmShape(pixels(i / blocks), n, k, false, isRotated, k, filters, n);
            }
            return shapes;
        }

        void run(Tensor a, Tensor w, @Nullable Tensor bias, Epilogue epilogue, Tensor c) {
            int runLength = blocks == 1 ? to.width() : 1; // pixels that are contiguous both in c and in the sum
            WorkerPool.shared().run(Math.multiplyExact(batch * bands(), blocks), task -> {
                int image = task / blocks / bands();
                int band = task / blocks % bands();
                int channel = firstChannel(task % blocks);
                GemmShape shape = cellProducts[task % cellProducts.length];
                int n = shape.n();
                float[] padded = padded(a, image, band);
                float[] sum = Workspace.floats(ConvSlots.SUMS, rows(band) * paddedWidth * n);
                sum(shape, padded, w, channel, bias, sum);
                for (int p = 0; p < rows(band); p++) {
                    int pixel = (image * to.height() + band * rows + p) * to.width();
                    epilogue.apply(sum, p * paddedWidth * n, (p * paddedWidth + to.width()) * n);
                    for (int q = 0; q < to.width(); q += runLength) {
                        int at = c.offset() + (pixel + q) * to.channels() + channel;
                        System.arraycopy(sum, (p * paddedWidth + q) * n, c.data(), at, runLength * n);
                    }
                }
            });
        }

        /** sum = the products of all cells, plus the bias, for the channels of the result from {@code channel} on. */
        private void sum(GemmShape shape, float[] padded, Tensor w, int channel, @Nullable Tensor bias, float[] sum) {
            int n = shape.n();
            for (int q = 0; bias != null && q < shape.m(); q++) {
                System.arraycopy(bias.data(), bias.offset() + channel, sum, q * n, n);
            }
            int cells = window.kernelCells();
            for (int cell = 0; cell < cells; cell++) {
                int weights = w.offset() + (isRotated ? cells - 1 - cell : cell) * channels * filters;
                int wAt = weights + channel * (isRotated ? filters : 1);
                float beta = cell == 0 && bias == null ? 0 : 1;
                gemm.run(shape, padded, cellAt(cell), w.data(), wAt, beta, sum, 0);
            }
        }
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        forwardDirection.run(x, w.unscaled(), w.bias(), epilogue, y);
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        backwardDirection.run(dy, w, null, Epilogue.LINEAR, dx);
    }

    /** dw[i, j] += x̂ᵀ · dy, with x̂ read from cell (i, j)'s offset on and zeros in dy's unused columns. */
    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        Direction d = forwardDirection;
        int size = channels * filters;
        KernelGradientReduction.run(batch, dw, (fromImage, toImage, sum, at) -> {
            for (int b = fromImage * d.bands(); b < toImage * d.bands(); b++) {
                int image = b / d.bands();
                int band = b % d.bands();
                float[] padded = d.padded(x, image, band);
                PaddedRows rows = new PaddedRows(band * d.rows, d.rows(band), 0, d.paddedWidth);
                float[] gradient = d.to.copyPadded(ConvSlots.PLANES, dy, image, rows);
                GemmShape shape = kernelGradients[band];
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    gemm.run(shape, padded, d.cellAt(cell), gradient, 0, 1, sum, at + cell * size);
                }
            }
        });
    }
}
