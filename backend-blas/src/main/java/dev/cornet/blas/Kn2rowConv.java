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
    private static final int PADDED_SLOT = 0;
    private static final int SUM_SLOT = 1;
    private static final int PADDED_GRADIENT_SLOT = 2;

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
         * Copies {@code count} rows of an image, from row {@code first} on, into rows of {@code paddedWidth} pixels that begin with
         * {@code left} pixels of padding. All padding is zero, including rows outside the image.
         */
        float[] copyPadded(
                int slot, float[] images, int off, int image, int first, int count, int left, int paddedWidth) {
            int row = paddedWidth * channels;
            int start = left * channels;
            int run = Math.min(width * channels, row - start);
            float[] padded = Workspace.floats(slot, count * row);
            for (int r = 0; r < count; r++) {
                int h = first + r;
                int at = r * row;
                if (h < 0 || h >= height) {
                    Arrays.fill(padded, at, at + row, 0f);
                    continue;
                }
                Arrays.fill(padded, at, at + start, 0f);
                System.arraycopy(images, off + (image * height + h) * width * channels, padded, at + start, run);
                Arrays.fill(padded, at + start + run, at + row, 0f);
            }
            return padded;
        }
    }

    /** One direction of the computation: x to y with the kernel as it is, or dy to dx with the kernel rotated by 180°. */
    private final class Direction {
        private final Images from;
        private final Images to;
        private final int padTop;
        private final int padLeft;
        private final boolean isRotated;
        private final int paddedWidth;
        private final int rows;

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
        }

        int bands() {
            return (to.height() + rows - 1) / rows;
        }

        int rows(int band) {
            return Math.min(rows, to.height() - band * rows);
        }

        /** The rows of {@code images} that a band reads, zero-padded. */
        float[] padded(float[] images, int off, int image, int band) {
            int first = band * rows - padTop;
            return from.copyPadded(
                    PADDED_SLOT, images, off, image, first, rows(band) + rowReach(), padLeft, paddedWidth);
        }

        /** Pixels in a cell's product; the last row ends with the image, without unused columns. */
        int pixels(int band) {
            return (rows(band) - 1) * paddedWidth + to.width();
        }

        /** Offset in the padded rows at which a cell's pixels begin. */
        int first(int cell) {
            int i = cell / window.kernelWidth() * window.dilationHeight();
            int j = cell % window.kernelWidth() * window.dilationWidth();
            return (i * paddedWidth + j) * from.channels();
        }

        void run(
                float[] a,
                int aOff,
                float[] w,
                int wOff,
                float @Nullable [] bias,
                int biasOff,
                Epilogue epilogue,
                float[] c,
                int cOff) {
            int blocks = Math.max(1, Math.min(TARGET_TASKS / (batch * bands()), to.channels() / MIN_FILTER_BLOCK));
            int runLength = blocks == 1 ? to.width() : 1; // pixels that are contiguous both in c and in the sum
            WorkerPool.shared().run(Math.multiplyExact(batch * bands(), blocks), task -> {
                int image = task / blocks / bands();
                int band = task / blocks % bands();
                int channel = task % blocks * to.channels() / blocks;
                int n = (task % blocks + 1) * to.channels() / blocks - channel;
                float[] sum = sum(padded(a, aOff, image, band), band, w, wOff, channel, n, bias, biasOff);
                for (int p = 0; p < rows(band); p++) {
                    int pixel = (image * to.height() + band * rows + p) * to.width();
                    epilogue.apply(sum, p * paddedWidth * n, (p * paddedWidth + to.width()) * n);
                    for (int q = 0; q < to.width(); q += runLength) {
                        int at = cOff + (pixel + q) * to.channels() + channel;
                        System.arraycopy(sum, (p * paddedWidth + q) * n, c, at, runLength * n);
                    }
                }
            });
        }

        /** Sum of the products of all cells, for {@code n} channels of the result from {@code channel} on. */
        private float[] sum(
                float[] padded,
                int band,
                float[] w,
                int wOff,
                int channel,
                int n,
                float @Nullable [] bias,
                int biasOff) {
            float[] sum = Workspace.floats(SUM_SLOT, rows(band) * paddedWidth * n);
            for (int q = 0; bias != null && q < pixels(band); q++) {
                System.arraycopy(bias, biasOff + channel, sum, q * n, n);
            }
            int cells = window.kernelCells();
            for (int cell = 0; cell < cells; cell++) {
                int at = wOff + (isRotated ? cells - 1 - cell : cell) * channels * filters;
                gemm.run(
                        false,
                        isRotated,
                        pixels(band),
                        n,
                        from.channels(),
                        1,
                        padded,
                        first(cell),
                        from.channels(),
                        w,
                        isRotated ? at + channel * filters : at + channel,
                        filters,
                        cell == 0 && bias == null ? 0 : 1,
                        sum,
                        0,
                        n);
            }
            return sum;
        }
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
        forwardDirection.run(x, xOff, w, wOff, bias, biasOff, epilogue, y, yOff);
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        backwardDirection.run(dy, dyOff, w, wOff, null, 0, Epilogue.LINEAR, dx, dxOff);
    }

    /** dw[i, j] += x̂ᵀ · dy, with x̂ read from cell (i, j)'s offset on and zeros in dy's unused columns. */
    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        int size = channels * filters;
        KernelGradientReduction.run(
                batch, window.kernelCells() * size, dw, dwOff, (fromImage, toImage, sum, sumOff) -> {
                    for (int b = fromImage * forwardDirection.bands(); b < toImage * forwardDirection.bands(); b++) {
                        int image = b / forwardDirection.bands();
                        int band = b % forwardDirection.bands();
                        float[] padded = forwardDirection.padded(x, xOff, image, band);
                        float[] gradient = forwardDirection.to.copyPadded(
                                PADDED_GRADIENT_SLOT,
                                dy,
                                dyOff,
                                image,
                                band * forwardDirection.rows,
                                forwardDirection.rows(band),
                                0,
                                forwardDirection.paddedWidth);
                        for (int cell = 0; cell < window.kernelCells(); cell++) {
                            gemm.run(
                                    true,
                                    false,
                                    channels,
                                    filters,
                                    forwardDirection.pixels(band),
                                    1,
                                    padded,
                                    forwardDirection.first(cell),
                                    channels,
                                    gradient,
                                    0,
                                    filters,
                                    1,
                                    sum,
                                    sumOff + cell * size,
                                    filters);
                        }
                    }
                });
    }
}
