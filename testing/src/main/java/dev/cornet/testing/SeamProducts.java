package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.testing.RandomCase.Region;

/** c = α·op(a)·op(b) + β·c: |error| ≤ (k + 4)·ε·(|α|·Σ|a·b| + |β·c|). */
final class SeamProducts {
    private static final float[] FACTORS = {1, 0, 1, 0.7f, -1.3f};

    private SeamProducts() {}

    static Region gemm(Backend backend, RandomCase trial) {
        int shape = trial.pick(0, 9);
        int m = shape == 0 ? 1 : trial.pick(0, shape == 1 ? 250 : 40);
        int n = trial.pick(0, shape == 2 ? 250 : 40);
        int k = trial.pick(0, shape <= 3 ? 300 : 40);
        if (shape == 4 || shape == 5) { // little of everything but of k
            m = trial.pick(1, 40);
            n = trial.pick(1, 40);
            k = trial.pick(2_000, 20_000);
        } else if (shape == 6) { // one row, as a network for one sample has it
            m = 1;
            n = trial.pick(300, 600);
            k = trial.pick(700, 1_500);
        }
        boolean ta = trial.coin();
        boolean tb = trial.coin();
        int lda = Math.max(1, ta ? m : k) + trial.pick(0, 3);
        int ldb = Math.max(1, tb ? k : n) + trial.pick(0, 3);
        int ldc = Math.max(1, n) + trial.pick(0, 3);
        float alpha = FACTORS[trial.pick(0, 4)];
        float beta = FACTORS[trial.pick(0, 4)];
        Region a = trial.values(size(ta ? k : m, ta ? m : k, lda));
        Region b = trial.values(size(tb ? n : k, tb ? k : n, ldb));
        Region c = trial.values(size(m, n, ldc));
        for (int i = 0; i < m && beta == 0; i++) {
            for (int j = 0; j < n; j++) {
                c.array()[c.offset() + i * ldc + j] = Float.NaN;
            }
        }
        c = trial.settle(c);
        backend.gemm(
                ta,
                tb,
                m,
                n,
                k,
                alpha,
                a.array(),
                a.offset(),
                lda,
                b.array(),
                b.offset(),
                ldb,
                beta,
                c.array(),
                c.offset(),
                ldc);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < ldc && i * ldc + j < c.size(); j++) {
                int at = i * ldc + j;
                if (j >= n) {
                    RandomCase.requireBits((float) c.beforeAt(at), (float) c.at(at), "writes between the rows of c");
                    continue;
                }
                double sum = 0;
                double terms = 0;
                for (int p = 0; p < k; p++) {
                    double product = a.at(ta ? p * lda + i : i * lda + p) * b.at(tb ? j * ldb + p : p * ldb + j);
                    sum += product;
                    terms += Math.abs(product);
                }
                double old = beta == 0 ? 0 : beta * c.beforeAt(at);
                double bound = (k + 4) * RandomCase.EPSILON * (Math.abs(alpha) * terms + Math.abs(old));
                RandomCase.requireClose(alpha * sum + old, c.at(at), bound, "%dx%dx%d at (%d, %d)", m, n, k, i, j);
            }
        }
        return c;
    }

    private static int size(int rows, int columns, int ld) {
        return rows == 0 || columns == 0 ? 0 : (rows - 1) * ld + columns;
    }
}
