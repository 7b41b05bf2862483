package dev.cornet.blas;

import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;

/**
 * Transforms of the Winograd convolution F(m×m, 3×3): y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A gives m×m outputs from (m+2)×(m+2) inputs d and a kernel
 * g. Reference: Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
 *
 * <p>The methods are the transforms in one dimension: a line is a row or column of a tile, as one array per point, and each transform
 * changes the values {@code from … to−1} of these arrays in place. {@link #apply2d} applies one to the columns of a tile and then to its
 * rows. The backward transforms are the transposes.
 */
interface WinogradTransform {
    /** Workspace slot for the array references of a line. */
    Slot LINE = Slot.of();

    /** m: outputs per tile and axis. */
    int outputs();

    /** m + 2: inputs per tile and axis, which is also the number of multiplication points. */
    default int points() {
        return outputs() + 2;
    }

    /** line ← Bᵀ·line */
    void input(float[][] line, int from, int to);

    /** line ← B·line */
    void inputBackward(float[][] line, int from, int to);

    /** The first m of line ← Aᵀ·line */
    void output(float[][] line, int from, int to);

    /** line ← A·(the first m of line) */
    void outputBackward(float[][] line, int from, int to);

    /** line ← G·(the first 3 of line) */
    void filter(float[][] line, int from, int to);

    /** The first 3 of line ← Gᵀ·line */
    void filterBackward(float[][] line, int from, int to);

    /** A transform of a line, such as {@code WinogradTransform::input}. */
    @FunctionalInterface
    interface LineTransform {
        void apply(WinogradTransform transforms, float[][] line, int from, int to);
    }

    /**
     * Applies a transform to the columns and then to the rows of points()² planes. The tile has {@code before}×{@code before} values before
     * the transform and {@code after}×{@code after} values after it, in its first rows and columns.
     */
    default void apply2d(LineTransform transform, float[][] planes, int before, int after, int from, int to) {
        int n = points();
        float[][] line = Workspace.references(LINE, n);
        for (int j = 0; j < before; j++) {
            for (int i = 0; i < n; i++) {
                line[i] = planes[i * n + j];
            }
            transform.apply(this, line, from, to);
        }
        for (int i = 0; i < after; i++) {
            System.arraycopy(planes, i * n, line, 0, n);
            transform.apply(this, line, from, to);
        }
    }
}
