package dev.cornet.blas;

import dev.cornet.backend.Window;
import dev.cornet.backend.Workspace;

/**
 * The tiles into which Winograd's convolutions cut one side of a convolution: squares of {@code size}² pixels, {@code step} pixels apart,
 * numbered image by image and row by row; and the way of their pixels to and from planes. Plane i·points + j holds pixel (i, j) of each
 * tile, all channels of a tile side by side; a pixel beside the image is 0 there.
 *
 * <p>A block's tiles are those from number {@code first} on, tile first + t at place t of the planes. They are taken in runs, tiles of one
 * row, whose pixels lie at equal distances.
 */
final class WinogradTiles {
    private static final int WORK = 7;

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

    private WinogradTiles(
            int down, int across, int height, int width, int channels, int size, int padTop, int padLeft, int step) {
        this.down = down;
        this.across = across;
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.size = size;
        this.step = step;
        this.points = step + 2;
        this.padTop = padTop;
        this.padLeft = padLeft;
    }

    /** Tiles of the inputs that m×m outputs need: they overlap. */
    static WinogradTiles inputs(Window g, int channels, int m) {
        return new WinogradTiles(
                tiles(g.outHeight(), m),
                tiles(g.outWidth(), m),
                g.height(),
                g.width(),
                channels,
                m + 2,
                g.padTop(),
                g.padLeft(),
                m);
    }

    /** Tiles of m×m outputs. */
    static WinogradTiles outputs(Window g, int filters, int m) {
        return ofOutputs(g, filters, m, g.outHeight(), g.outWidth(), m);
    }

    /** Tiles of the maxima of 2×2 blocks of m×m outputs. */
    static WinogradTiles maxima(Window g, int filters, int m) {
        return ofOutputs(g, filters, m, g.outHeight() / 2, g.outWidth() / 2, m / 2);
    }

    private static WinogradTiles ofOutputs(Window g, int filters, int m, int height, int width, int size) {
        int down = tiles(g.outHeight(), m);
        int across = tiles(g.outWidth(), m);
        return new WinogradTiles(down, across, height, width, filters, size, 0, 0, size);
    }

    private static int tiles(int outputs, int m) {
        return (outputs + m - 1) / m;
    }

    int perImage() {
        return down * across;
    }

    /** How many planes {@link #read} and {@link #write} use at most, some of them not at all. */
    int planes() {
        return (size - 1) * points + size;
    }

    /** Where the plane of a tile's pixel, counted row by row, stands among them. */
    int plane(int pixel) {
        return plane(pixel / size, pixel % size);
    }

    private int plane(int i, int j) {
        return i * points + j;
    }

    /** At most {@code tiles}, in whole rows where they hold some. */
    int wholeRows(int tiles) {
        return tiles < across ? tiles : tiles / across * across;
    }

    /** planes ← the tiles at the places {@code from … to−1} */
    void read(float[] x, int xOff, int first, int from, int to, float[][] planes) {
        for (int t = from, run; t < to; t += run) {
            run = run(first + t, to - t);
            for (int i = 0; i < size; i++) {
                int h = row(first + t) + i;
                for (int j = 0; j < size; j++) {
                    fetch(x, xOff, pixel(first + t, h), h, column(first + t) + j, planes[plane(i, j)], t, run);
                }
            }
        }
    }

    /** y ← the tiles at the places {@code from … to−1} */
    void write(float[][] planes, int first, int from, int to, float[] y, int yOff) {
        for (int t = from, run; t < to; t += run) {
            run = run(first + t, to - t);
            for (int i = 0; i < size; i++) {
                int h = row(first + t) + i;
                for (int j = 0; j < size && h >= 0 && h < height; j++) {
                    store(planes[plane(i, j)], t, run, y, yOff, pixel(first + t, h), column(first + t) + j);
                }
            }
        }
    }

    /** x += the tiles at the places {@code from … to−1} */
    void add(float[][] planes, int first, int from, int to, float[] x, int xOff) {
        float[] sum = Workspace.floats(WORK, to * channels);
        for (int t = from, run; t < to; t += run) {
            run = run(first + t, to - t);
            for (int i = 0; i < size; i++) {
                int h = row(first + t) + i;
                int row = pixel(first + t, h);
                for (int j = 0; j < size && h >= 0 && h < height; j++) {
                    int w = column(first + t) + j;
                    fetch(x, xOff, row, h, w, sum, t, run); // long loops over one index are worth the copies
                    VectorMath.add(sum, planes[plane(i, j)], t * channels, (t + run) * channels);
                    store(sum, t, run, x, xOff, row, w);
                }
            }
        }
    }

    /** How many of the next tiles stand in the row of this one. */
    private int run(int tile, int most) {
        return Math.min(most, across - tile % across);
    }

    private int row(int tile) {
        return tile / across % down * step - padTop;
    }

    private int column(int tile) {
        return tile % across * step - padLeft;
    }

    /** The first pixel of row h of a tile's image. */
    private int pixel(int tile, int h) {
        return (tile / perImage() * height + h) * width;
    }

    /** The first of the pixels w, w + step, … that is none before the image. */
    private int begin(int w, int run) {
        return w >= 0 ? 0 : Math.min(run, (-w + step - 1) / step);
    }

    /** The first of them behind it. */
    private int end(int w, int run) {
        return w + (run - 1) * step < width ? run : Math.max(0, (width - 1 - w + step) / step);
    }

    private void fetch(float[] x, int xOff, int row, int h, int w, float[] plane, int t, int run) {
        boolean real = h >= 0 && h < height;
        int begin = real ? begin(w, run) : run;
        int end = real ? Math.max(begin, end(w, run)) : run;
        zero(plane, t, begin);
        int pixels = pixelsAtOnce(end - begin);
        for (int k = begin; k < end; k += pixels) {
            System.arraycopy(x, xOff + (row + w + k * step) * channels, plane, (t + k) * channels, pixels * channels);
        }
        zero(plane, t + end, run - end);
    }

    private void store(float[] plane, int t, int run, float[] y, int yOff, int row, int w) {
        int begin = begin(w, run);
        int end = end(w, run);
        int pixels = pixelsAtOnce(end - begin);
        for (int k = begin; k < end; k += pixels) {
            System.arraycopy(plane, (t + k) * channels, y, yOff + (row + w + k * step) * channels, pixels * channels);
        }
    }

    /** Of a run of tiles' pixels: all, where tiles are one pixel wide and stand side by side. */
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
