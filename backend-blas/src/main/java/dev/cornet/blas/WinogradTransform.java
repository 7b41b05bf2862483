package dev.cornet.blas;

import dev.cornet.backend.Workspace;

/**
 * The linear maps of Winograd's F(m×m, 3×3): y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A gives m×m outputs from (m+2)×(m+2) inputs d and a kernel g.
 *
 * <p>Here in one dimension, on a line of arrays that share one index; each map works in place on the values {@code from … to−1}, and is
 * applied to the columns of a tile and then to its rows. The maps of the way back are the transposes. Reference: Lavin and Gray, Fast
 * Algorithms for Convolutional Neural Networks, 2015.
 */
interface WinogradTransform {
    /** The slot of references that holds a line. */
    int LINE = 0;

    /** m, outputs per tile and axis. */
    int outputs();

    /** m + 2, inputs per tile and axis, and points at which is multiplied. */
    default int points() {
        return outputs() + 2;
    }

    /** line ← Bᵀ·line */
    void input(float[][] line, int from, int to);

    /** line ← B·line */
    void inputBack(float[][] line, int from, int to);

    /** The first m of line ← Aᵀ·line */
    void output(float[][] line, int from, int to);

    /** line ← A·(the first m of line) */
    void outputBack(float[][] line, int from, int to);

    /** line ← G·(the first 3 of line) */
    void filter(float[][] line, int from, int to);

    /** The first 3 of line ← Gᵀ·line */
    void filterBack(float[][] line, int from, int to);

    /** One of the maps of a line, as {@code WinogradTransform::input}. */
    @FunctionalInterface
    interface Map {
        void apply(WinogradTransform maps, float[][] line, int from, int to);
    }

    /**
     * Applies a map to the columns and the rows of points()² planes; only the first {@code before} rows hold values before, the first
     * {@code after} after.
     */
    default void both(Map map, float[][] planes, int before, int after, int from, int to) {
        int n = points();
        float[][] line = Workspace.references(LINE, n);
        for (int j = 0; j < before; j++) {
            for (int i = 0; i < n; i++) {
                line[i] = planes[i * n + j];
            }
            map.apply(this, line, from, to);
        }
        for (int i = 0; i < after; i++) {
            System.arraycopy(planes, i * n, line, 0, n);
            map.apply(this, line, from, to);
        }
    }
}
