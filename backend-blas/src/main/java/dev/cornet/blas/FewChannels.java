package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Prepared;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of images of few channels, as first layers have: the matrix of columns stands upside down, C (cells·channels, pixels), so
 * that each of its rows is copied in long runs where single values would have to be picked. y = Cᵀ·W, dW = C·dy; a last row of ones
 * carries the bias.
 *
 * <p>The input rows under some output rows are first laid apart: one plane per channel and per phase of the stride, padded, so that what
 * one cell of the window sees along an output row is one run in a plane.
 */
final class FewChannels implements ConvKernel {
    private static final int COLUMNS = 0;
    private static final int PLANES = 2;
    private static final int WEIGHTS = 3;

    /** Values of a matrix of columns: 256 KB. */
    private static final int TILE = 1 << 16;

    private final Gemm gemm;
    private final Window g;
    private final int batch;
    private final int channels;
    private final int filters;
    private final Im2col other;
    private final int depth;
    private final int rowsPerTile;
    private final int phases;
    private final int planeWidth;
    private final int planeRows;

    FewChannels(Gemm gemm, Window g, int batch, int channels, int filters, Im2col other) {
        this.gemm = gemm;
        this.g = g;
        this.batch = batch;
        this.channels = channels;
        this.filters = filters;
        this.other = other;
        this.depth = g.kernelCells() * channels;
        this.rowsPerTile = Math.max(1, Math.min(g.outHeight(), TILE / ((depth + 1) * g.outWidth())));
        this.phases = g.strideWidth();
        int reach = (g.outWidth() - 1) * g.strideWidth() + (g.kernelWidth() - 1) * g.dilationWidth() + 1;
        this.planeWidth = (reach + phases - 1) / phases;
        this.planeRows = (rowsPerTile - 1) * g.strideHeight() + (g.kernelHeight() - 1) * g.dilationHeight() + 1;
    }

    private int bands() {
        return (g.outHeight() + rowsPerTile - 1) / rowsPerTile;
    }

    private int rows(int band) {
        return Math.min(rowsPerTile, g.outHeight() - band * rowsPerTile);
    }

    /** The place of a band's first value among those of all images' filters. */
    private int outputAt(int image, int band) {
        return (image * g.outputPixels() + band * rowsPerTile * g.outWidth()) * filters;
    }

    /** The matrix of the columns of a band. */
    private float[] columns(float[] x, int xOff, int image, int band) {
        float[] columns = Scratch.floats(COLUMNS, (depth + 1) * rows(band) * g.outWidth());
        float[] planes = Scratch.floats(PLANES, channels * phases * planeRows * planeWidth);
        layApart(x, xOff + image * g.inputPixels() * channels, band * rowsPerTile, planes);
        fill(planes, rows(band), columns);
        return columns;
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable Prepared kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        Pool.shared().run(batch * bands(), task -> {
            float[] weights = w;
            int from = wOff;
            if (bias != null) {
                weights = Scratch.floats(WEIGHTS, (depth + 1) * filters);
                System.arraycopy(w, wOff, weights, 0, depth * filters);
                System.arraycopy(bias, biasOff, weights, depth * filters, filters);
                from = 0;
            }
            multiply(x, xOff, task, weights, from, bias == null ? depth : depth + 1, epilogue, y, yOff);
        });
    }

    private void multiply(
            float[] x, int xOff, int task, float[] w, int wOff, int deep, Epilogue epilogue, float[] y, int yOff) {
        int image = task / bands();
        int band = task % bands();
        int pixels = rows(band) * g.outWidth();
        int at = yOff + outputAt(image, band);
        float[] columns = columns(x, xOff, image, band);
        gemm.run(true, false, pixels, filters, deep, 1, columns, 0, pixels, w, wOff, filters, 0, y, at, filters);
        epilogue.apply(y, at, at + pixels * filters);
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        KernelSum.run(batch, depth * filters, dw, dwOff, (fromImage, toImage, sum, sumOff) -> {
            for (int task = fromImage * bands(); task < toImage * bands(); task++) {
                int image = task / bands();
                int band = task % bands();
                int pixels = rows(band) * g.outWidth();
                int at = dyOff + outputAt(image, band);
                float[] columns = columns(x, xOff, image, band);
                gemm.run(
                        false, false, depth, filters, pixels, 1, columns, 0, pixels, dy, at, filters, 1, sum, sumOff,
                        filters);
            }
        });
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        other.backwardInput(dy, dyOff, w, wOff, dx, dxOff);
    }

    /** planes[channel][phase][row][k] = x at column k·phases + phase of the padded image, from the first row under output row p on. */
    private void layApart(float[] x, int xAt, int p, float[] planes) {
        int top = p * g.strideHeight() - g.padTop();
        boolean whole = channels == 1 && phases == 1;
        int last = Math.min(g.width(), planeWidth * phases - g.padLeft());
        for (int r = 0; r < planeRows; r++) {
            int h = top + r;
            boolean real = h >= 0 && h < g.height();
            for (int plane = 0; plane < channels * phases; plane++) {
                int at = (plane * planeRows + r) * planeWidth;
                Arrays.fill(planes, at, at + planeWidth, 0f);
            }
            int from = xAt + h * g.width() * channels;
            if (real && whole) {
                System.arraycopy(x, from, planes, r * planeWidth + g.padLeft(), last);
            } else if (real) {
                pick(x, from, last, r, planes);
            }
        }
    }

    private void pick(float[] x, int from, int last, int r, float[] planes) {
        for (int c = 0; c < channels; c++) {
            for (int phase = 0; phase < phases; phase++) {
                int at = ((c * phases + phase) * planeRows + r) * planeWidth;
                int begin = Math.floorMod(phase - g.padLeft(), phases);
                int k = (begin + g.padLeft()) / phases;
                for (int v = begin; v < last; v += phases) {
                    planes[at + k] = x[from + v * channels + c];
                    k++;
                }
            }
        }
    }

    /** The rows of C, in the order of the kernel's cells and channels, and the ones. */
    private void fill(float[] planes, int rows, float[] columns) {
        int pixels = rows * g.outWidth();
        int at = 0;
        for (int i = 0; i < g.kernelHeight(); i++) {
            for (int j = 0; j < g.kernelWidth(); j++) {
                int column = j * g.dilationWidth();
                for (int c = 0; c < channels; c++) {
                    int plane = (c * phases + column % phases) * planeRows + i * g.dilationHeight();
                    for (int p = 0; p < rows; p++) {
                        int from = (plane + p * g.strideHeight()) * planeWidth + column / phases;
                        System.arraycopy(planes, from, columns, at, g.outWidth());
                        at += g.outWidth();
                    }
                }
            }
        }
        Arrays.fill(columns, at, at + pixels, 1f);
    }
}
