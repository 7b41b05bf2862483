package dev.cornet.blas;

import dev.cornet.backend.Window;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Transposed im2col matrix for few channels: C (cells·channels + 1, pixels) for a band of an image's output rows. Each row of C is copied
 * in long runs, where plain im2col would copy a few values at a time. The last row holds ones and multiplies the bias.
 *
 * <p>First the input rows under the band are split into planes, one for each channel and each phase of the stride, with padding. In such a
 * plane the pixels that one window cell reads along an output row are contiguous.
 *
 * <p>{@code blockSize} sets the order of the pixels: 1 is the usual order. 2 is for fused 2×2 max pooling: first all pixels at even rows
 * and even columns, then even rows and odd columns, odd rows and even columns, odd rows and odd columns.
 */
final class TransposedIm2col {
    /** The largest number of values of C: 256 KB. */
    private static final int TILE_VALUES = 1 << 16;

    private final Window window;
    private final int channels;
    private final int blockSize;
    private final int depth;
    private final int rowsPerBand;
    private final int phases;
    private final int planeWidth;
    private final int planeRows;

    TransposedIm2col(Window window, int channels, int blockSize) {
        this.window = window;
        this.channels = channels;
        this.blockSize = blockSize;
        this.depth = window.kernelCells() * channels;
        int fittingRows = TILE_VALUES / ((depth + 1) * window.outWidth()) / blockSize * blockSize;
        this.rowsPerBand = Math.max(blockSize, Math.min(window.outHeight(), fittingRows));
        this.phases = window.strideWidth() * blockSize;
        int extent = (window.outWidth() - 1) * window.strideWidth()
                + (window.kernelWidth() - 1) * window.dilationWidth()
                + 1;
        this.planeWidth = (extent + phases - 1) / phases;
        this.planeRows =
                (rowsPerBand - 1) * window.strideHeight() + (window.kernelHeight() - 1) * window.dilationHeight() + 1;
    }

    /** Rows of C without the row of ones. */
    int depth() {
        return depth;
    }

    /** Bands per image. Bands are numbered through all images. */
    int bands() {
        return (window.outHeight() + rowsPerBand - 1) / rowsPerBand;
    }

    private int image(int band) {
        return band / bands();
    }

    /** First output row of a band. */
    private int row(int band) {
        return band % bands() * rowsPerBand;
    }

    /** Columns of C for a band. */
    int pixels(int band) {
        return Math.min(rowsPerBand, window.outHeight() - row(band)) * window.outWidth();
    }

    /** Index of a band's first output pixel in the whole batch. */
    int firstPixel(int band) {
        return image(band) * window.outputPixels() + row(band) * window.outWidth();
    }

    /** The number of values of C for all bands of an image. */
    int imageValues() {
        return (depth + 1) * window.outputPixels();
    }

    /** The index of a band's C after those of all bands before it. */
    int index(int band) {
        return (depth + 1) * firstPixel(band);
    }

    /** Computes C for a band, in the workspace. */
    float[] columns(Tensor x, int band) {
        float[] columns = Workspace.floats(ConvSlots.COLUMNS, (depth + 1) * pixels(band));
        columns(x, band, columns, 0);
        return columns;
    }

    /** Computes C for a band, from an index of an array on. */
    void columns(Tensor x, int band, float[] columns, int at) {
        float[] planes = Workspace.floats(ConvSlots.PLANES, channels * phases * planeRows * planeWidth);
        splitIntoPlanes(x.data(), x.offset() + image(band) * window.inputPixels() * channels, row(band), planes);
        fill(planes, pixels(band) / window.outWidth(), columns, at);
    }

    /** planes[channel][phase][row][k] = x at column k·phases + phase of the padded image, from the first row under output row p on. */
    private void splitIntoPlanes(float[] x, int xAt, int p, float[] planes) {
        int top = p * window.strideHeight() - window.padTop();
        boolean isContiguous = channels == 1 && phases == 1;
        int last = Math.min(window.width(), planeWidth * phases - window.padLeft());
        for (int r = 0; r < planeRows; r++) {
            int h = top + r;
            boolean isInside = h >= 0 && h < window.height();
            for (int plane = 0; plane < channels * phases; plane++) {
                int at = (plane * planeRows + r) * planeWidth;
                Arrays.fill(planes, at, at + planeWidth, 0f);
            }
            int from = xAt + h * window.width() * channels;
            if (isInside && isContiguous) {
                System.arraycopy(x, from, planes, r * planeWidth + window.padLeft(), last);
            } else if (isInside) {
                copyStrided(x, from, last, r, planes);
            }
        }
    }

    private void copyStrided(float[] x, int from, int last, int r, float[] planes) {
        for (int c = 0; c < channels; c++) {
            for (int phase = 0; phase < phases; phase++) {
                int at = ((c * phases + phase) * planeRows + r) * planeWidth;
                int begin = Math.floorMod(phase - window.padLeft(), phases);
                int k = (begin + window.padLeft()) / phases;
                for (int v = begin; v < last; v += phases) {
                    planes[at + k] = x[from + v * channels + c];
                    k++;
                }
            }
        }
    }

    /** Fills the rows of C, in the order of the kernel's cells and channels, and the row of ones. */
    private void fill(float[] planes, int rows, float[] columns, int from) {
        int at = from;
        for (int i = 0; i < window.kernelHeight(); i++) {
            for (int j = 0; j < window.kernelWidth(); j++) {
                for (int c = 0; c < channels; c++) {
                    for (int cell = 0; cell < blockSize * blockSize; cell++) {
                        int row = cell / blockSize * window.strideHeight() + i * window.dilationHeight();
                        int column = cell % blockSize * window.strideWidth() + j * window.dilationWidth();
                        at = copy(planes, c, row, column, rows / blockSize, columns, at);
                    }
                }
            }
        }
        Arrays.fill(columns, at, at + rows * window.outWidth(), 1f);
    }

    /**
     * Copies the runs that one window cell reads, from this row and column of a channel's planes on; returns the index in {@code columns}
     * after the last value.
     */
    private int copy(float[] planes, int c, int row, int column, int runs, float[] columns, int to) {
        int length = window.outWidth() / blockSize;
        int from = ((c * phases + column % phases) * planeRows + row) * planeWidth + column / phases;
        int step = blockSize * window.strideHeight() * planeWidth;
        for (int run = 0; run < runs; run++) {
            System.arraycopy(planes, from + run * step, columns, to + run * length, length);
        }
        return to + runs * length;
    }
}
