package dev.cornet.blas;

import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tile of a depthwise convolution: some neighbouring pixels of a result row, all channels.
 *
 * <p>A kernel cell reads a shifted part of a source row. This part is copied once into an array of its own, a plane, and reused while the
 * window moves down. The kernel's values are repeated for each pixel of the tile, so that every loop has one index for all its arrays.
 */
final class DepthwiseTile {
    static final int VALUES = 1024;
    private static final Slot SUM = Slot.of();
    private static final Slot BIAS = Slot.of();
    private static final Slot GRADIENT = Slot.of();
    private static final Slot PLANES = Slot.of();
    private static final Slot KERNEL = Slot.of();

    /** Access to the source rows: passes row {@code row} to the consumer. */
    interface RowSource {
        void load(int row, RowConsumer consumer);
    }

    /** Receives the array that holds a source row, and the index {@code at} of its first value. */
    interface RowConsumer {
        void accept(float[] source, int at);
    }

    private final WindowAxis down;
    private final WindowAxis across;
    private final int first;
    private final int pixels;
    private final int channels;
    private final int length;
    private final float[][] planes;
    private final int[] loadedRows;

    DepthwiseTile(WindowAxis down, WindowAxis across, int first, int pixels, int channels) {
        this.down = down;
        this.across = across;
        this.first = first;
        this.pixels = pixels;
        this.channels = channels;
        this.length = pixels * channels;
        this.planes = arrays(PLANES, down.span() * across.cells());
        this.loadedRows = new int[down.span()];
        invalidate();
    }

    /** Pixels of a full tile. */
    static int pixels(int channels) {
        return Math.max(1, VALUES / channels);
    }

    private float[][] arrays(Slot slot, int count) {
        return Arrays.copyOf(Workspace.planes(slot, count, length), count);
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

    /** One value per channel, repeated for each pixel of the tile; zeros for null. */
    float[] repeat(@Nullable Tensor values) {
        float[] repeated = Workspace.floats(BIAS, length);
        fill(repeated, values, 0);
        return repeated;
    }

    /** The values of each kernel cell, repeated for each pixel of the tile; zeros for null. */
    float[][] kernel(@Nullable Tensor w) {
        float[][] kernel = arrays(KERNEL, down.cells() * across.cells());
        for (int cell = 0; cell < kernel.length; cell++) {
            fill(kernel[cell], w, cell * channels);
        }
        return kernel;
    }

    private void fill(float[] repeated, @Nullable Tensor values, int first) {
        if (values == null) {
            Arrays.fill(repeated, 0, length, 0f);
            return;
        }
        for (int i = 0; i < length; i += channels) {
            System.arraycopy(values.data(), values.offset() + first, repeated, i, channels);
        }
    }

    /** Marks all planes as empty; called before another image. */
    void invalidate() {
        Arrays.fill(loadedRows, -1);
    }

    /** sum += the products of the kernel cells and the source pixels under them at result row {@code o}, cells in row order. */
    void addProducts(int o, RowSource rows, float[][] kernel, float[] sum) {
        int cells = across.cells();
        for (int i = 0; i < down.cells(); i++) {
            int at = load(down.sourcePixel(o, i), rows);
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

    /** products += the gradient times the source pixels under each kernel cell at result row {@code o}. */
    void addGradient(int o, RowSource rows, float[] dy, int dyAt, float[][] products) {
        float[] gradient = Workspace.floats(GRADIENT, length);
        System.arraycopy(dy, dyAt, gradient, 0, length);
        int cells = across.cells();
        for (int i = 0; i < down.cells(); i++) {
            int at = load(down.sourcePixel(o, i), rows);
            for (int j = 0; at >= 0 && j < cells; j++) {
                add(products[i * cells + j], planes[at + j], gradient, length);
            }
        }
    }

    /** Loads a source row unless it is loaded; returns the index of its first plane, −1 for no row. */
    private int load(int row, RowSource rows) {
        if (row < 0) {
            return -1;
        }
        int slot = row % loadedRows.length;
        if (loadedRows[slot] != row) {
            loadedRows[slot] = row;
            rows.load(row, (source, at) -> copyShifted(source, at, slot * across.cells()));
        }
        return slot * across.cells();
    }

    private void copyShifted(float[] source, int at, int firstPlane) {
        for (int j = 0; j < across.cells(); j++) {
            float[] plane = planes[firstPlane + j];
            for (int q = 0; q < pixels; ) {
                int v = across.sourcePixel(first + q, j);
                int run = 1;
                if (v < 0) {
                    Arrays.fill(plane, q * channels, (q + 1) * channels, 0f);
                } else {
                    while (q + run < pixels && across.sourcePixel(first + q + run, j) == v + run) {
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

    /** The sum over the tile's pixels of each cell's products, cell after cell. */
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
