package dev.cornet.blas;

import dev.cornet.backend.PackedWeights;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of weights w (k, n) laid out for products a·w: panels of 64 columns one after the other, each (k, columns) without gaps.
 *
 * <p>Rows of w that lie apart by a power of two would meet in a few cache lines, and each in a page of its own: products of few rows run
 * two to three times as fast with panels. Calls take 128 rows of a panel, 32 KB, which stay in the first-level cache.
 *
 * @param k the rows of w
 * @param n its columns
 */
record Panels(int k, int n) {
    static final int WIDTH = 64;
    private static final int DEPTH = 128;

    /** OpenBLAS works without packing up to so many multiply-adds in a call. */
    private static final int CALL = 1_000_000;

    /** Rows of a that OpenBLAS' kernel takes at once. */
    private static final int ROWS = 6;

    int count() {
        return (n + WIDTH - 1) / WIDTH;
    }

    /** The columns before panel {@code panel}. */
    int column(int panel) {
        return Math.min(n, panel * WIDTH);
    }

    /** True where w itself lies so. */
    boolean isOne() {
        return n <= WIDTH;
    }

    /** Writes the k·n values of w as panels, times the factors of {@code kept}, if any. */
    void lay(float[] w, int wOff, @Nullable PackedWeights kept, float[] panels) {
        for (int panel = 0; panel < count(); panel++) {
            int from = column(panel);
            int width = column(panel + 1) - from;
            for (int p = 0; p < k; p++) {
                PackedWeights.copy(kept, w, wOff, p * n + from, panels, from * k + p * width, width);
            }
        }
    }

    /** c = a·w + β·c for {@code rows} rows of a (rows, k) and the columns of panels {@code from … to−1}; c begins at the first of these. */
    void multiply(
            Gemm gemm,
            int rows,
            float[] a,
            int aOff,
            int lda,
            float[] panels,
            int at,
            int from,
            int to,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        int parts = (k + DEPTH - 1) / DEPTH;
        int most = Math.max(ROWS, CALL / (WIDTH * ((k + parts - 1) / parts)) / ROWS * ROWS);
        int tiles = (rows + most - 1) / most;
        int tall = ((rows + tiles - 1) / tiles + ROWS - 1) / ROWS * ROWS;
        for (int panel = from; panel < to; panel++) {
            int width = column(panel + 1) - column(panel);
            int column = cOff + column(panel) - column(from);
            for (int i = 0; i < rows; i += tall) {
                int m = Math.min(tall, rows - i);
                for (int part = 0; part < parts; part++) {
                    int p = (int) ((long) part * k / parts);
                    int depth = (int) ((long) (part + 1) * k / parts) - p;
                    int x = aOff + i * lda + p;
                    int b = at + column(panel) * k + p * width;
                    float kept = part == 0 ? beta : 1;
                    gemm.run(
                            false,
                            false,
                            m,
                            width,
                            depth,
                            1,
                            a,
                            x,
                            lda,
                            panels,
                            b,
                            width,
                            kept,
                            c,
                            column + i * ldc,
                            ldc);
                }
            }
        }
    }
}
