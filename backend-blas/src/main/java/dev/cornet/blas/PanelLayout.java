package dev.cornet.blas;

import dev.cornet.backend.Matrix;
import dev.cornet.backend.PackedWeights;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Packed layout of a weight matrix w (k, n) for products a·w: panels of 64 columns one after the other, each a contiguous (k, columns).
 *
 * <p>Unpacked rows at a distance of a power of two compete for the same cache lines and each lie on their own memory page; with panels,
 * products of few rows run two to three times as fast ({@code docs/decisions/2026-11-21-weight-panels.md}). A call takes 128 rows of a
 * panel, 32 KB, which stay in the first-level cache.
 *
 * @param k rows of w
 * @param n columns of w
 */
record PanelLayout(int k, int n) {
    static final int WIDTH = 64;
    private static final int DEPTH = 128;

    /** The largest number of multiply-adds in a call for which OpenBLAS does no packing of its own. */
    private static final int CALL_LIMIT = 1_000_000;

    /** Rows of a in OpenBLAS' micro-kernel. */
    private static final int MICRO_ROWS = 6;

    int count() {
        return (n + WIDTH - 1) / WIDTH;
    }

    /** First column of a panel; n for the panel after the last. */
    int column(int panel) {
        return Math.min(n, panel * WIDTH);
    }

    /** True if w has a single panel and so is already in this layout. */
    boolean isSinglePanel() {
        return n <= WIDTH;
    }

    /** Packs the k·n values of w, multiplied by the factors of {@code packed}, if any. */
    void pack(Tensor w, @Nullable PackedWeights packed, float[] panels) {
        for (int panel = 0; panel < count(); panel++) {
            int from = column(panel);
            int width = column(panel + 1) - from;
            for (int p = 0; p < k; p++) {
                PackedWeights.copy(packed, w, p * n + from, panels, from * k + p * width, width);
            }
        }
    }

    /**
     * Panels {@code from … to−1} of a packed matrix.
     *
     * @param data the array with the packed matrix
     * @param at index in {@code data} of its first panel, number 0
     */
    record Panels(float[] data, int at, int from, int to) {}

    /** All panels of the packed matrix that begins at index {@code at} of {@code data}. */
    Panels all(float[] data, int at) {
        return new Panels(data, at, 0, count());
    }

    /** c = a·w + β·c for a (rows, k) and some panels of w; c has only the columns of these. */
    void multiply(Gemm gemm, Matrix a, Panels w, float beta, Matrix c) {
        int rows = a.rows();
        int parts = (k + DEPTH - 1) / DEPTH;
        int maxRows = Math.max(MICRO_ROWS, CALL_LIMIT / (WIDTH * ((k + parts - 1) / parts)) / MICRO_ROWS * MICRO_ROWS);
        int tiles = (rows + maxRows - 1) / maxRows;
        int tileRows = ((rows + tiles - 1) / tiles + MICRO_ROWS - 1) / MICRO_ROWS * MICRO_ROWS;
        for (int panel = w.from(); panel < w.to(); panel++) {
            int width = column(panel + 1) - column(panel);
            Matrix b = Matrix.of(w.data(), w.at() + column(panel) * k, k, width);
            int column = column(panel) - column(w.from());
            for (int i = 0; i < rows; i += tileRows) {
                int m = Math.min(tileRows, rows - i);
                Matrix tile = c.block(i, m, column, width);
                for (int part = 0; part < parts; part++) {
                    int p = (int) ((long) part * k / parts);
                    int depth = (int) ((long) (part + 1) * k / parts) - p;
                    gemm.run(a.block(i, m, p, depth), b.block(p, depth, 0, width), part == 0 ? beta : 1, tile);
                }
            }
        }
    }
}
