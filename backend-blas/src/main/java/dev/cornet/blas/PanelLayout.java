package dev.cornet.blas;

import dev.cornet.backend.PackedWeights;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layout of a weight matrix w (k, n) for products a·w: panels of columns one after the other, each a contiguous (k, width).
 *
 * <p>For small native calls a panel has 64 columns. Rows of the matrix at a distance of a power of two compete for the same cache lines and
 * each lie on their own memory page; with panels, products of few rows run two to three times as fast ({@code
 * docs/decisions/2026-11-21-weight-panels.md}). For large native calls, which pack their operands, the matrix is a single panel and stays as
 * it is.
 *
 * @param k rows of w
 * @param n columns of w
 * @param width columns of a panel, fewer in the last one
 */
record PanelLayout(int k, int n, int width) {
    /** Products are computed for multiples of this number of columns, or up to the last column. */
    static final int BLOCK = 64;

    /** The layout for native calls of this size. */
    static PanelLayout of(int k, int n, NativeCallSize callSize) {
        return new PanelLayout(k, n, callSize == NativeCallSize.SMALL ? BLOCK : Math.max(1, n));
    }

    /** First column of the panel that contains a column. */
    int panelStart(int column) {
        return column / width * width;
    }

    /** The column after the last one of the panel that contains a column. */
    int panelEnd(int column) {
        return Math.min(n, panelStart(column) + width);
    }

    /** True if w has a single panel and so is already in this layout. */
    boolean isSinglePanel() {
        return n <= width;
    }

    /** Packs the k·n values of w, multiplied by the factors of {@code packed}, if any. */
    void pack(Tensor w, @Nullable PackedWeights packed, float[] panels) {
        for (int from = 0; from < n; from = panelEnd(from)) {
            int columns = panelEnd(from) - from;
            for (int p = 0; p < k; p++) {
                PackedWeights.copy(packed, w, p * n + from, panels, from * k + p * columns, columns);
            }
        }
    }
}
