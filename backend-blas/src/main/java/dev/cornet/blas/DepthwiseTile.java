package dev.cornet.blas;

import dev.cornet.backend.Workspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some pixels of the rows of a depthwise result, of all channels.
 *
 * <p>What a kernel cell meets in a row is a piece of a source row, shifted. It is copied into an array of its own, a plane, once for each
 * source row, and stays there while the window moves down. The kernel's values are laid along the piece in the same way, so that every
 * loop has one index for all its arrays.
 */
final class DepthwiseTile {
    static final int VALUES = 1024;
    private static final int SUM = 3;
    private static final int START = 4;
    private static final int GRADIENT = 5;
    private static final int PLANES = 64;

    /** Rows of a source: puts what the cells meet in row {@code row} into planes. */
    interface Rows {
        void load(int row, Planes planes);
    }

    /** Takes a source row that begins at {@code at}. */
    interface Planes {
        void take(float[] source, int at);
    }

    private final WindowAxis down;
    private final WindowAxis across;
    private final int first;
    private final int pixels;
    private final int channels;
    private final int length;
    private final float[][] planes;
    private final int[] held;

    DepthwiseTile(WindowAxis down, WindowAxis across, int first, int pixels, int channels) {
        this.down = down;
        this.across = across;
        this.first = first;
        this.pixels = pixels;
        this.channels = channels;
        this.length = pixels * channels;
        this.planes = arrays(PLANES, down.span() * across.cells());
        this.held = new int[down.span()];
        forget();
    }

    /** Pixels of a full piece. */
    static int pixels(int channels) {
        return Math.max(1, VALUES / channels);
    }

    private float[][] arrays(int slot, int count) {
        float[][] arrays = new float[count][];
        for (int i = 0; i < count; i++) {
            arrays[i] = Workspace.floats(slot + i, length);
        }
        return arrays;
    }

    int first() {
        return first;
    }

    int length() {
        return length;
    }

    float[] sum() {
        return Workspace.floats(SUM, length);
    }

    /** One value per channel, repeated for each pixel; zeros for null. */
    float[] along(float @Nullable [] values, int at) {
        float[] along = Workspace.floats(START, length);
        fill(along, values, at);
        return along;
    }

    /** The values of each kernel cell, repeated for each pixel; zeros for null. */
    float[][] kernel(float @Nullable [] w, int wOff) {
        float[][] kernel = arrays(PLANES + planes.length, down.cells() * across.cells());
        for (int cell = 0; cell < kernel.length; cell++) {
            fill(kernel[cell], w, wOff + cell * channels);
        }
        return kernel;
    }

    private void fill(float[] along, float @Nullable [] values, int at) {
        if (values == null) {
            Arrays.fill(along, 0, length, 0f);
            return;
        }
        for (int i = 0; i < length; i += channels) {
            System.arraycopy(values, at, along, i, channels);
        }
    }

    /** The planes hold nothing any more: another image comes. */
    void forget() {
        Arrays.fill(held, -1);
    }

    /** sum += the products of the kernel and what its cells meet at result row {@code o}, rows of cells first. */
    void addProducts(int o, Rows rows, float[][] kernel, float[] sum) {
        int cells = across.cells();
        for (int i = 0; i < down.cells(); i++) {
            int at = load(down.at(o, i), rows);
            int j = 0;
            for (; at >= 0 && j + 2 < cells; j += 3) {
                add(
                        sum,
                        planes[at + j],
                        kernel[i * cells + j],
                        planes[at + j + 1],
                        kernel[i * cells + j + 1],
                        planes[at + j + 2],
                        kernel[i * cells + j + 2],
                        length);
            }
            for (; at >= 0 && j < cells; j++) {
                add(sum, planes[at + j], kernel[i * cells + j], length);
            }
        }
    }

    /** products += gradient times what the cells meet at result row {@code o}. */
    void addGradient(int o, Rows rows, float[] dy, int dyAt, float[][] products) {
        float[] gradient = Workspace.floats(GRADIENT, length);
        System.arraycopy(dy, dyAt, gradient, 0, length);
        int cells = across.cells();
        for (int i = 0; i < down.cells(); i++) {
            int at = load(down.at(o, i), rows);
            for (int j = 0; at >= 0 && j < cells; j++) {
                add(products[i * cells + j], planes[at + j], gradient, length);
            }
        }
    }

    /** The index of the first plane of a source row, −1 for none. */
    private int load(int row, Rows rows) {
        if (row < 0) {
            return -1;
        }
        int slot = row % held.length;
        if (held[slot] != row) {
            held[slot] = row;
            rows.load(row, (source, at) -> shift(source, at, slot * across.cells()));
        }
        return slot * across.cells();
    }

    private void shift(float[] source, int at, int firstPlane) {
        for (int j = 0; j < across.cells(); j++) {
            float[] plane = planes[firstPlane + j];
            for (int q = 0; q < pixels; ) {
                int v = across.at(first + q, j);
                int run = 1;
                if (v < 0) {
                    Arrays.fill(plane, q * channels, (q + 1) * channels, 0f);
                } else {
                    while (q + run < pixels && across.at(first + q + run, j) == v + run) {
                        run++;
                    }
                    System.arraycopy(source, at + v * channels, plane, q * channels, run * channels);
                }
                q += run;
            }
        }
    }

    private static void add(float[] sum, float[] a, float[] u, float[] b, float[] v, float[] c, float[] w, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += a[i] * u[i] + b[i] * v[i] + c[i] * w[i];
        }
    }

    private static void add(float[] sum, float[] a, float[] u, int length) {
        for (int i = 0; i < length; i++) {
            sum[i] += a[i] * u[i];
        }
    }

    /** The sums over pixels of each cell's products, cell after cell. */
    void sumPixels(float[][] products, float[] sums, int at) {
        Arrays.fill(sums, at, at + products.length * channels, 0f);
        for (int cell = 0; cell < products.length; cell++) {
            int to = at + cell * channels;
            for (int i = 0; i < length; i += channels) {
                for (int c = 0; c < channels; c++) {
                    sums[to + c] += products[cell][i + c];
                }
            }
        }
    }
}
