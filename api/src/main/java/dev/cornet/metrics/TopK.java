package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;

/** Tests whether a value is among the k largest of its row. */
final class TopK {
    private TopK() {}

    /**
     * True if fewer than {@code k} values of row {@code r} are larger than the value in {@code column}; false if that value is not finite
     * or the column does not exist.
     */
    static boolean isInTopK(Tensor x, int r, int column, int k) {
        int n = x.shape().last();
        int at = x.offset() + r * n;
        if (column < 0 || column >= n || !Float.isFinite(x.data()[at + column])) {
            return false;
        }
        int larger = 0;
        for (int i = at; i < at + n; i++) {
            larger += x.data()[i] > x.data()[at + column] ? 1 : 0;
        }
        return larger < k;
    }

    /**
     * True if {@code column} is one of the {@code k} columns, of {@code n}, with the largest values of row {@code r}. Exactly k are chosen;
     * of equal values the first.
     */
    static boolean isOneOfTopK(Tensor x, int n, int r, int column, int k) {
        int at = x.offset() + r * n;
        float value = x.data()[at + column];
        int before = 0;
        for (int i = 0; i < n; i++) {
            float other = x.data()[at + i];
            before += other > value || (other == value && i < column) ? 1 : 0;
        }
        return before < k;
    }
}
