package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import java.util.Arrays;

/**
 * Arguments of c = α·op(a)·op(b) + β·c, row-major: op(a) m×k, op(b) k×n, c m×n. The constructor throws if an array is too small for its
 * matrix.
 */
record GemmCall(
        boolean transposeA,
        boolean transposeB,
        int m,
        int n,
        int k,
        float alpha,
        float[] a,
        int aOff,
        int lda,
        float[] b,
        int bOff,
        int ldb,
        float beta,
        float[] c,
        int cOff,
        int ldc) {
    GemmCall {
        ArgumentChecks.matrix("a", a, aOff, lda, transposeA ? k : m, transposeA ? m : k);
        ArgumentChecks.matrix("b", b, bOff, ldb, transposeB ? n : k, transposeB ? k : n);
        ArgumentChecks.matrix("c", c, cOff, ldc, m, n);
    }

    /** Index in a of op(a)'s row i and column p. */
    int aAt(int i, int p) {
        return aOff + (transposeA ? p * lda + i : i * lda + p);
    }

    int bAt(int p, int j) {
        return bOff + (transposeB ? j * ldb + p : p * ldb + j);
    }

    int cAt(int i, int j) {
        return cOff + i * ldc + j;
    }

    /** c ← β·c; zeros if β is 0, even where c is NaN. */
    void scale() {
        for (int i = 0; i < m; i++) {
            int at = cAt(i, 0);
            if (beta == 0) {
                Arrays.fill(c, at, at + n, 0f);
            } else {
                for (int j = at; j < at + n; j++) {
                    c[j] *= beta;
                }
            }
        }
    }
}
