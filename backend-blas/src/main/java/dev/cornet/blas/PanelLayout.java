package dev.cornet.blas;

import dev.cornet.backend.PackedWeights;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Packed layout of a weight matrix w (k, n) for products a·w: panels of 64 columns one after the other, each a contiguous (k, columns).
 *
 * <p>Unpacked rows at a distance of a power of two compete for the same cache lines and each lie on their own memory page; with panels,
 * products of few rows run two to three times as fast ({@code docs/decisions/2026-11-21-weight-panels.md}).
 *
 * @param k rows of w
 * @param n columns of w
 */
record PanelLayout(int k, int n) {
    static final int WIDTH = 64;

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
}
