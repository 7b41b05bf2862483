package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;

/** The k largest values of a row. */
final class TopK {
    private TopK() {}

    /** True when fewer than {@code k} values of row {@code r} are larger than the one of {@code column}. */
    static boolean holds(Tensor x, int r, int column, int k) {
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

    /** True when {@code column} is one of exactly {@code k} among the {@code n} of a row, of equals the first ones. */
    static boolean picks(Tensor x, int n, int r, int column, int k) {
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
