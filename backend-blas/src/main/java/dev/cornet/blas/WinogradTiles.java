package dev.cornet.blas;

import dev.cornet.backend.Slot;
import dev.cornet.backend.Window;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;

/**
 * Tiling of the images on one side of a Winograd convolution, with copies of pixels to and from planes. Tiles are squares of
 * {@code size}×{@code size} pixels, {@code step} pixels apart, numbered image by image and row by row. Plane i·points + j holds pixel (i,
 * j) of each tile, all channels of a tile side by side; pixels outside the image are 0.
 *
 * <p>A block consists of the tiles from number {@code first} on; tile first + t is at position t of the planes. Copies handle a run of
 * tiles of one tile row at a time, since their pixels have a constant distance.
 */
final class WinogradTiles {
    private static final Slot SUM = Slot.of();

    private final int height;
    private final int width;
    private final int channels;
    private final int size;
    private final int step;
    private final int points;
    private final int padTop;
    private final int padLeft;
    private final int down;
    private final int across;

    /** The images of one side: their sizes, and the padding before their rows and columns. */
    private record Images(int height, int width, int channels, int padTop, int padLeft) {}

    private WinogradTiles(int down, int across, Images images, int size, int step) {
        this.down = down;
        this.across = across;
        this.height = images.height;
        this.width = images.width;
        this.channels = images.channels;
        this.size = size;
        this.step = step;
        this.points = step + 2;
        this.padTop = images.padTop;
        this.padLeft = images.padLeft;
    }

    /** The overlapping (m+2)×(m+2) input tiles of m×m outputs. */
    static WinogradTiles inputs(Window window, int channels, int m) {
        return new WinogradTiles(
                tiles(window.outHeight(), m),
                tiles(window.outWidth(), m),
                new Images(window.height(), window.width(), channels, window.padTop(), window.padLeft()),
                m + 2,
                m);
    }

    /** Tiles of m×m outputs. */
    static WinogradTiles outputs(Window window, int filters, int m) {
        return ofOutputs(window, filters, m, window.outHeight(), window.outWidth(), m);
    }

    /** Tiles of m/2 × m/2 pooled values: m×m outputs after 2×2 max pooling. */
    static WinogradTiles pooled(Window window, int filters, int m) {
        return ofOutputs(window, filters, m, window.outHeight() / 2, window.outWidth() / 2, m / 2);
    }

    private static WinogradTiles ofOutputs(Window window, int filters, int m, int height, int width, int size) {
        int down = tiles(window.outHeight(), m);
        int across = tiles(window.outWidth(), m);
        return new WinogradTiles(down, across, new Images(height, width, filters, 0, 0), size, size);
    }

    private static int tiles(int outputs, int m) {
        return (outputs + m - 1) / m;
    }

    int perImage() {
        return down * across;
    }

    /** Length of the array of planes for {@link #read} and {@link #write}, which do not use all of them. */
    int planes() {
        return (size - 1) * points + size;
    }

    /** Index of the plane of a tile's pixel, with pixels counted row by row. */
    int plane(int pixel) {
        return plane(pixel / size, pixel % size);
    }

    private int plane(int i, int j) {
        return i * points + j;
    }

    /** {@code tiles} rounded down to whole tile rows, if it is at least one row. */
    int wholeRows(int tiles) {
        return tiles < across ? tiles : tiles / across * across;
    }

    /** Copies the tiles at positions {@code from … to−1} of a block from x into planes. */
    void read(Tensor x, int first, int from, int to, float[][] planes) {
        for (int t = from, run; t < to; t += run) {
            run = run(first + t, to - t);
            for (int i = 0; i < size; i++) {
                int h = row(first + t) + i;
                for (int j = 0; j < size; j++) {
                    readRun(x, pixel(first + t, h), h, column(first + t) + j, planes[plane(i, j)], t, run);
                }
            }
        }
    }

    /** Copies the tiles at positions {@code from … to−1} of a block from planes into y. */
    void write(float[][] planes, int first, int from, int to, Tensor y) {
        for (int t = from, run; t < to; t += run) {
            run = run(first + t, to - t);
            for (int i = 0; i < size; i++) {
                int h = row(first + t) + i;
                for (int j = 0; j < size && h >= 0 && h < height; j++) {
                    writeRun(planes[plane(i, j)], t, run, y, pixel(first + t, h), column(first + t) + j);
                }
            }
        }
    }

    /** Adds the tiles at positions {@code from … to−1} of a block to x. */
    void add(float[][] planes, int first, int from, int to, Tensor x) {
        float[] sum = Workspace.floats(SUM, to * channels);
        for (int t = from, run; t < to; t += run) {
            run = run(first + t, to - t);
            for (int i = 0; i < size; i++) {
                int h = row(first + t) + i;
                int row = pixel(first + t, h);
                for (int j = 0; j < size && h >= 0 && h < height; j++) {
                    int w = column(first + t) + j;
                    readRun(x, row, h, w, sum, t, run); // the vectorised addition is worth the two copies
                    VectorMath.add(sum, planes[plane(i, j)], t * channels, (t + run) * channels);
                    writeRun(sum, t, run, x, row, w);
                }
            }
        }
    }

    /** Number of tiles, from this one on and at most {@code most}, in the same tile row. */
    private int run(int tile, int most) {
        return Math.min(most, across - tile % across);
    }

    private int row(int tile) {
        return tile / across % down * step - padTop;
    }

    private int column(int tile) {
        return tile % across * step - padLeft;
    }

    /** Index of the first pixel of row h in a tile's image. */
    private int pixel(int tile, int h) {
        return (tile / perImage() * height + h) * width;
    }

    /** Index k of the first pixel w + k·step that is not left of the image. */
    private int begin(int w, int run) {
        return w >= 0 ? 0 : Math.min(run, (-w + step - 1) / step);
    }

    /** Index k of the first pixel w + k·step right of the image, at most {@code run}. */
    private int end(int w, int run) {
        return w + (run - 1) * step < width ? run : Math.max(0, (width - 1 - w + step) / step);
    }

    private void readRun(Tensor x, int row, int h, int w, float[] plane, int t, int run) {
        boolean isInside = h >= 0 && h < height;
        int begin = isInside ? begin(w, run) : run;
        int end = isInside ? Math.max(begin, end(w, run)) : run;
        zero(plane, t, begin);
        int pixels = pixelsAtOnce(end - begin);
        for (int k = begin; k < end; k += pixels) {
            int at = x.offset() + (row + w + k * step) * channels;
            System.arraycopy(x.data(), at, plane, (t + k) * channels, pixels * channels);
        }
        zero(plane, t + end, run - end);
    }

    private void writeRun(float[] plane, int t, int run, Tensor y, int row, int w) {
        int begin = begin(w, run);
        int end = end(w, run);
        int pixels = pixelsAtOnce(end - begin);
        for (int k = begin; k < end; k += pixels) {
            int at = y.offset() + (row + w + k * step) * channels;
            System.arraycopy(plane, (t + k) * channels, y.data(), at, pixels * channels);
        }
    }

    /** Pixels in one copy: the whole run if tiles are one pixel wide and adjacent, otherwise one. */
    private int pixelsAtOnce(int run) {
        return step == 1 ? Math.max(1, run) : 1;
    }

    private void zero(float[] plane, int t, int tiles) {
        if (tiles > 0) {
            System.arraycopy(
                    Workspace.zeros(tiles * channels), 0, plane, t * channels, tiles * channels); // faster than fill
        }
    }
}
