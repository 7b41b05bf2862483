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
 * Convolution of stride 1 as a sum of products, one for each cell of the kernel: all pixels of a band of rows, with zeros around them, times
 * that cell's matrix (channels, filters). What a cell meets is the same array read from another place on, so nothing is gathered; what the
 * products make of the columns between the end of a row and the next one is left behind.
 *
 * <p>x̂ (rows + reach, wide, channels) with wide = outWidth + dilation·(kernelWidth − 1): y row p, column q = Σ over cells (i, j) of
 * x̂[(p + dilation·i)·wide + q + dilation·j] · w[i, j]. The gradient of x is such a sum over dy with the cells turned round.
 * Errors are those of any direct convolution, a few 10⁻⁷ of the largest value.
 */
final class Kn2rowConv implements ConvKernel {
    private static final int PADDED = 0;
    private static final int SUM = 1;
    private static final int PADDED_GRADIENT = 2;

    /** Values of a band's pixels and results: 512 KB. */
    private static final int TILE = 1 << 17;

    /** Tasks that keep all cores busy, where there are as many. */
    private static final int TASKS = 8;

    private static final int LEAST_BLOCK = 64;

    private final Gemm gemm;
    private final Window g;
    private final int batch;
    private final int channels;
    private final int filters;
    private final Way forth;
    private final Way back;

    Kn2rowConv(Gemm gemm, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.g = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        Images x = new Images(g.height(), g.width(), channels);
        Images y = new Images(g.outHeight(), g.outWidth(), filters);
        this.forth = new Way(x, y, g.padTop(), g.padLeft(), false);
        this.back = new Way(y, x, reach() - g.padTop(), reachAcross(g) - g.padLeft(), true);
    }

    static boolean fits(Window g) {
        return g.kernelCells() > 1 && g.strideHeight() == 1 && g.strideWidth() == 1;
    }

    private int reach() {
        return g.dilationHeight() * (g.kernelHeight() - 1);
    }

    /** How many columns the windows reach beyond the results' own. */
    static int reachAcross(Window g) {
        return g.dilationWidth() * (g.kernelWidth() - 1);
    }

    /** Images on one side of the convolution. */
    private record Images(int height, int width, int channels) {
        /**
         * {@code count} rows of an image from row {@code first} on, {@code wide} pixels from one to the next and {@code left} from the edge,
         * with zeros wherever there is no pixel.
         */
        float[] laid(int slot, float[] images, int off, int image, int first, int count, int left, int wide) {
            int row = wide * channels;
            int begin = left * channels;
            int run = Math.min(width * channels, row - begin);
            float[] laid = Workspace.floats(slot, count * row);
            for (int r = 0; r < count; r++) {
                int h = first + r;
                int at = r * row;
                if (h < 0 || h >= height) {
                    Arrays.fill(laid, at, at + row, 0f);
                    continue;
                }
                Arrays.fill(laid, at, at + begin, 0f);
                System.arraycopy(images, off + (image * height + h) * width * channels, laid, at + begin, run);
                Arrays.fill(laid, at + begin + run, at + row, 0f);
            }
            return laid;
        }
    }

    /** From the images of one side to those of the other, through the cells as they are or turned round. */
    private final class Way {
        private final Images from;
        private final Images to;
        private final int padTop;
        private final int padLeft;
        private final boolean turned;
        private final int wide;
        private final int rows;

        Way(Images from, Images to, int padTop, int padLeft, boolean turned) {
            this.from = from;
            this.to = to;
            this.padTop = padTop;
            this.padLeft = padLeft;
            this.turned = turned;
            this.wide = to.width() + reachAcross(g);
            int fitting = (TILE / wide - reach() * from.channels()) / (from.channels() + to.channels());
            int share = WorkerPool.inside() ? to.height() : (batch * to.height() + TASKS - 1) / TASKS;
            this.rows = Math.max(1, Math.min(Math.min(to.height(), share), fitting));
        }

        int bands() {
            return (to.height() + rows - 1) / rows;
        }

        int rows(int band) {
            return Math.min(rows, to.height() - band * rows);
        }

        /** The rows of {@code images} under a band, zeros around them. */
        float[] padded(float[] images, int off, int image, int band) {
            int first = band * rows - padTop;
            return from.laid(PADDED, images, off, image, first, rows(band) + reach(), padLeft, wide);
        }

        /** Pixels that a cell's product takes: those of the last row end with the image. */
        int pixels(int band) {
            return (rows(band) - 1) * wide + to.width();
        }

        /** Where a cell's pixels begin. */
        int first(int cell) {
            int i = cell / g.kernelWidth() * g.dilationHeight();
            int j = cell % g.kernelWidth() * g.dilationWidth();
            return (i * wide + j) * from.channels();
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
            int blocks = Math.max(1, Math.min(TASKS / (batch * bands()), to.channels() / LEAST_BLOCK));
            int together = blocks == 1 ? to.width() : 1; // pixels that follow each other in c as they do in a sum
            WorkerPool.shared().run(Math.multiplyExact(batch * bands(), blocks), task -> {
                int image = task / blocks / bands();
                int band = task / blocks % bands();
                int channel = task % blocks * to.channels() / blocks;
                int n = (task % blocks + 1) * to.channels() / blocks - channel;
                float[] sum = sum(padded(a, aOff, image, band), band, w, wOff, channel, n, bias, biasOff);
                for (int p = 0; p < rows(band); p++) {
                    int pixel = (image * to.height() + band * rows + p) * to.width();
                    epilogue.apply(sum, p * wide * n, (p * wide + to.width()) * n);
                    for (int q = 0; q < to.width(); q += together) {
                        int at = cOff + (pixel + q) * to.channels() + channel;
                        System.arraycopy(sum, (p * wide + q) * n, c, at, together * n);
                    }
                }
            });
        }

        /** The products of all cells with {@code n} channels of the result from {@code channel} on. */
        private float[] sum(
                float[] padded,
                int band,
                float[] w,
                int wOff,
                int channel,
                int n,
                float @Nullable [] bias,
                int biasOff) {
            float[] sum = Workspace.floats(SUM, rows(band) * wide * n);
            for (int q = 0; bias != null && q < pixels(band); q++) {
                System.arraycopy(bias, biasOff + channel, sum, q * n, n);
            }
            int cells = g.kernelCells();
            for (int cell = 0; cell < cells; cell++) {
                int at = wOff + (turned ? cells - 1 - cell : cell) * channels * filters;
                gemm.run(
                        false,
                        turned,
                        pixels(band),
                        n,
                        from.channels(),
                        1,
                        padded,
                        first(cell),
                        from.channels(),
                        w,
                        turned ? at + channel * filters : at + channel,
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
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        forth.run(x, xOff, w, wOff, bias, biasOff, epilogue, y, yOff);
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        back.run(dy, dyOff, w, wOff, null, 0, Epilogue.LINEAR, dx, dxOff);
    }

    /** dw[i, j] += x̂ᵀ from that cell's place on · dy, with zeros in the columns between rows. */
    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        int size = channels * filters;
        KernelGradientReduction.run(batch, g.kernelCells() * size, dw, dwOff, (fromImage, toImage, sum, sumOff) -> {
            for (int b = fromImage * forth.bands(); b < toImage * forth.bands(); b++) {
                int image = b / forth.bands();
                int band = b % forth.bands();
                float[] padded = forth.padded(x, xOff, image, band);
                float[] gradient = forth.to.laid(
                        PADDED_GRADIENT, dy, dyOff, image, band * forth.rows, forth.rows(band), 0, forth.wide);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    gemm.run(
                            true,
                            false,
                            channels,
                            filters,
                            forth.pixels(band),
                            1,
                            padded,
                            forth.first(cell),
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
