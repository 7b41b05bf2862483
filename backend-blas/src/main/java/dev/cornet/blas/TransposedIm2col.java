package dev.cornet.blas;

import dev.cornet.backend.Window;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/**
 * The matrix of columns of a convolution of few channels, upside down: C (cells·channels + 1, pixels), so that each row is copied in long
 * runs where single values would have to be picked; the last row is of ones. One matrix holds a band of an image's output rows.
 *
 * <p>The input rows under a band are first laid apart: one plane per channel and per phase of the stride, padded, so that what one cell of
 * the window sees along an output row is one run in a plane.
 *
 * <p>With {@code apart} = 2 the pixels are those at even rows and columns first, then those at even rows and odd columns and so on: the four
 * cells of 2×2 blocks, each for all blocks.
 */
final class TransposedIm2col {
    private static final int COLUMNS = 0;
    private static final int PLANES = 2;

    /** Values of a matrix of columns: 256 KB. */
    private static final int TILE = 1 << 16;

    private final Window g;
    private final int channels;
    private final int apart;
    private final int depth;
    private final int rowsPerBand;
    private final int phases;
    private final int planeWidth;
    private final int planeRows;

    TransposedIm2col(Window g, int channels, int apart) {
        this.g = g;
        this.channels = channels;
        this.apart = apart;
        this.depth = g.kernelCells() * channels;
        int fitting = TILE / ((depth + 1) * g.outWidth()) / apart * apart;
        this.rowsPerBand = Math.max(apart, Math.min(g.outHeight(), fitting));
        this.phases = g.strideWidth() * apart;
        int reach = (g.outWidth() - 1) * g.strideWidth() + (g.kernelWidth() - 1) * g.dilationWidth() + 1;
        this.planeWidth = (reach + phases - 1) / phases;
        this.planeRows = (rowsPerBand - 1) * g.strideHeight() + (g.kernelHeight() - 1) * g.dilationHeight() + 1;
    }

    /** Rows of C without the ones. */
    int depth() {
        return depth;
    }

    /** Bands of an image; those of all images are numbered one after the other. */
    int bands() {
        return (g.outHeight() + rowsPerBand - 1) / rowsPerBand;
    }

    private int image(int band) {
        return band / bands();
    }

    /** The first output row of a band. */
    private int row(int band) {
        return band % bands() * rowsPerBand;
    }

    /** Columns of C. */
    int pixels(int band) {
        return Math.min(rowsPerBand, g.outHeight() - row(band)) * g.outWidth();
    }

    /** The place of a band's first pixel among those of all images. */
    int firstPixel(int band) {
        return image(band) * g.outputPixels() + row(band) * g.outWidth();
    }

    /** C of a band. */
    float[] of(float[] x, int xOff, int band) {
        float[] columns = Workspace.floats(COLUMNS, (depth + 1) * pixels(band));
        float[] planes = Workspace.floats(PLANES, channels * phases * planeRows * planeWidth);
        layApart(x, xOff + image(band) * g.inputPixels() * channels, row(band), planes);
        fill(planes, pixels(band) / g.outWidth(), columns);
        return columns;
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
        int at = 0;
        for (int i = 0; i < g.kernelHeight(); i++) {
            for (int j = 0; j < g.kernelWidth(); j++) {
                for (int c = 0; c < channels; c++) {
                    for (int cell = 0; cell < apart * apart; cell++) {
                        int row = cell / apart * g.strideHeight() + i * g.dilationHeight();
                        int column = cell % apart * g.strideWidth() + j * g.dilationWidth();
                        at = copy(planes, c, row, column, rows / apart, columns, at);
                    }
                }
            }
        }
        Arrays.fill(columns, at, at + rows * g.outWidth(), 1f);
    }

    /** Copies what one cell of the window sees: runs from these row and column of a channel's planes on; tells where the next row begins. */
    private int copy(float[] planes, int c, int row, int column, int runs, float[] columns, int to) {
        int length = g.outWidth() / apart;
        int from = ((c * phases + column % phases) * planeRows + row) * planeWidth + column / phases;
        int step = apart * g.strideHeight() * planeWidth;
        for (int run = 0; run < runs; run++) {
            System.arraycopy(planes, from + run * step, columns, to + run * length, length);
        }
        return to + runs * length;
    }
}
