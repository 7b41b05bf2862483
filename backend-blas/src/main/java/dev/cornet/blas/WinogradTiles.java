package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;

/**
 * The tiles of m×m outputs into which Winograd's convolutions cut images, numbered image by image and row by row, and the way of their
 * pixels to and from planes: plane i·points + j holds pixel (i, j) of each tile, all channels of a tile side by side.
 */
final class WinogradTiles {
    private final Window g;
    private final int channels;
    private final int filters;
    private final int m;
    private final int points;
    private final int down;
    private final int across;
    private final float[] zeros;

    /** @param m outputs per tile and axis */
    WinogradTiles(Window g, int channels, int filters, int m) {
        this.g = g;
        this.channels = channels;
        this.filters = filters;
        this.m = m;
        this.points = m + 2;
        this.down = (g.outHeight() + m - 1) / m;
        this.across = (g.outWidth() + m - 1) / m;
        this.zeros = Scratch.zeros(Math.max(channels, filters)); // short runs are copied faster than filled
    }

    int perImage() {
        return down * across;
    }

    /** The first output row of a tile. */
    private int row(int tile) {
        return tile / across % down * m;
    }

    private int column(int tile) {
        return tile % across * m;
    }

    private int input(int tile, int h, int w) {
        return ((tile / perImage() * g.height() + h) * g.width() + w) * channels;
    }

    private int output(int tile, int p, int q) {
        return ((tile / perImage() * g.outHeight() + p) * g.outWidth() + q) * filters;
    }

    /** v ← the inputs under a tile, zeros beside the image; {@code t} is the tile's place in the planes. */
    void readInputs(float[] x, int xOff, int tile, float[][] v, int t) {
        int top = row(tile) - g.padTop();
        int left = column(tile) - g.padLeft();
        for (int i = 0; i < points; i++) {
            boolean real = top + i >= 0 && top + i < g.height();
            int at = xOff + input(tile, top + i, left);
            for (int j = 0; j < points; j++) {
                if (real && left + j >= 0 && left + j < g.width()) {
                    System.arraycopy(x, at + j * channels, v[i * points + j], t * channels, channels);
                } else {
                    System.arraycopy(zeros, 0, v[i * points + j], t * channels, channels);
                }
            }
        }
    }

    /** dx += v, at the inputs under a tile. */
    void addInputs(float[][] v, int t, int tile, float[] dx, int dxOff) {
        int top = row(tile) - g.padTop();
        int left = column(tile) - g.padLeft();
        for (int i = Math.max(0, -top); i < Math.min(points, g.height() - top); i++) {
            int at = dxOff + input(tile, top + i, left);
            for (int j = Math.max(0, -left); j < Math.min(points, g.width() - left); j++) {
                addPixel(v[i * points + j], t * channels, dx, at + j * channels, channels);
            }
        }
    }

    private static void addPixel(float[] v, int from, float[] dx, int to, int channels) {
        for (int c = 0; c < channels; c++) {
            dx[to + c] += v[from + c];
        }
    }

    /** dm ← the outputs of a tile in its first m rows and columns, zeros beside the image. */
    void readOutputs(float[] dy, int dyOff, int tile, float[][] dm, int t) {
        int p = row(tile);
        int q = column(tile);
        for (int i = 0; i < m; i++) {
            int at = dyOff + output(tile, p + i, q);
            for (int j = 0; j < m; j++) {
                if (p + i < g.outHeight() && q + j < g.outWidth()) {
                    System.arraycopy(dy, at + j * filters, dm[i * points + j], t * filters, filters);
                } else {
                    System.arraycopy(zeros, 0, dm[i * points + j], t * filters, filters);
                }
            }
        }
    }

    /** y ← the outputs of a tile, those within the image. */
    void writeOutputs(float[][] product, int t, int tile, Epilogue epilogue, float[] y, int yOff) {
        int p = row(tile);
        int q = column(tile);
        for (int i = 0; i < Math.min(m, g.outHeight() - p); i++) {
            int columns = Math.min(m, g.outWidth() - q);
            int at = yOff + output(tile, p + i, q);
            for (int j = 0; j < columns; j++) {
                System.arraycopy(product[i * points + j], t * filters, y, at + j * filters, filters);
            }
            epilogue.apply(y, at, at + columns * filters);
        }
    }
}
