package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.RandomCase.Region;

/** Random cases of c = a·b + β·c. Allowed error: (k + 4)·ε·(Σ|a·b| + |β·c|). */
final class GemmCases {
    private static final float[] FACTORS = {1, 0, 1, 0.7f, -1.3f};

    private static final int MOVED = 1;
    private static final int WHOLE_TENSORS = 2;

    private GemmCases() {}

    static Region gemm(Backend backend, RandomCase random) {
        int shape = random.pick(0, 9);
        int m = shape == 0 ? 1 : random.pick(0, shape == 1 ? 250 : 40);
        int n = random.pick(0, shape == 2 ? 250 : 40);
        int k = random.pick(0, shape <= 3 ? 300 : 40);
        if (shape == 4 || shape == 5) { // long sums, small matrices
            m = random.pick(1, 40);
            n = random.pick(1, 40);
            k = random.pick(2_000, 20_000);
        } else if (shape == 6) { // one row, as in the prediction of one sample
            m = 1;
            n = random.pick(300, 600);
            k = random.pick(700, 1_500);
        } else if (shape == 7) { // more than a million multiply-adds
            m = random.pick(60, 160);
            n = random.pick(60, 160);
            k = random.pick(50, 300);
        }
        boolean ta = random.coin();
        boolean tb = random.coin();
        int form = random.pick(0, 2);
        int gap = form == WHOLE_TENSORS ? 0 : 3;
        int lda = Math.max(1, ta ? m : k) + random.pick(0, gap);
        int ldb = Math.max(1, tb ? k : n) + random.pick(0, gap);
        int ldc = Math.max(1, n) + random.pick(0, gap);
        float beta = FACTORS[random.pick(0, 4)];
        Region as = random.values(size(ta ? k : m, ta ? m : k, lda));
        Region bs = random.values(size(tb ? n : k, tb ? k : n, ldb));
        Region c = random.values(size(m, n, ldc));
        for (int i = 0; i < m && beta == 0; i++) {
            for (int j = 0; j < n; j++) {
                c.array()[c.offset() + i * ldc + j] = Float.NaN;
            }
        }
        c = random.snapshot(c);
        Matrix a = new Matrix(as.array(), as.offset(), m, k, lda, ta);
        Matrix b = new Matrix(bs.array(), bs.offset(), k, n, ldb, tb);
        Matrix result = new Matrix(c.array(), c.offset(), m, n, ldc, false);
        if (form == WHOLE_TENSORS) {
            Tensor left = as.tensor(ta ? k : m, ta ? m : k);
            Tensor right = bs.tensor(tb ? n : k, tb ? k : n);
            backend.gemm(left, ta, right, tb, beta, c.tensor(m, n));
        } else if (form == MOVED) {
            backend.gemm(a.at(0), a.offset(), b.at(0), b.offset(), beta, result.at(0), result.offset());
        } else {
            backend.gemm(a, b, beta, result);
        }
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
                    double product = as.at(ta ? p * lda + i : i * lda + p) * bs.at(tb ? j * ldb + p : p * ldb + j);
                    sum += product;
                    terms += Math.abs(product);
                }
                double previous = beta == 0 ? 0 : beta * c.beforeAt(at);
                double bound = (k + 4) * RandomCase.EPSILON * (terms + Math.abs(previous));
                RandomCase.requireClose(sum + previous, c.at(at), bound, "%dx%dx%d at (%d, %d)", m, n, k, i, j);
            }
        }
        return c;
    }

    private static int size(int rows, int columns, int ld) {
        return rows == 0 || columns == 0 ? 0 : (rows - 1) * ld + columns;
    }

    /** Random cases of c = a·b + β·c for several pairs of matrices, with the same allowed error. */
    static Region matmul(Backend backend, RandomCase random) {
        boolean large = random.pick(0, 9) == 0;
        int heads = random.pick(1, 3);
        int samples = large ? 1 : random.pick(0, 6);
        int m = large ? random.pick(120, 160) : random.pick(0, 20);
        int n = large ? random.pick(120, 160) : random.pick(1, 20);
        int k = large ? random.pick(120, 160) : random.pick(0, 20);
        boolean ta = random.coin();
        boolean tb = random.coin();
        float beta = FACTORS[random.pick(0, 4)];
        int count = samples * heads;
        Region a = random.values(count * m * k);
        Region b = random.values(count * k * n);
        Region c = beta == 0 ? random.unwritten(count * m * n) : random.snapshot(random.values(count * m * n));
        backend.matmul(
                a.tensor(samples, heads, ta ? k : m, ta ? m : k),
                ta,
                b.tensor(samples, heads, tb ? n : k, tb ? k : n),
                tb,
                beta,
                c.tensor(samples, heads, m, n));
        for (int at = 0; at < c.size(); at++) {
            int i = at / n % m;
            int j = at % n;
            int product = at / (m * n);
            double sum = 0;
            double terms = 0;
            for (int p = 0; p < k; p++) {
                double left = a.at(product * m * k + (ta ? p * m + i : i * k + p));
                double term = left * b.at(product * k * n + (tb ? j * k + p : p * n + j));
                sum += term;
                terms += Math.abs(term);
            }
            double previous = beta == 0 ? 0 : beta * c.beforeAt(at);
            double bound = (k + 4) * RandomCase.EPSILON * (terms + Math.abs(previous));
            RandomCase.requireClose(sum + previous, c.at(at), bound, "product %d at (%d, %d)", product, i, j);
        }
        return c;
    }

    /** Random cases of sum += the sums of groups of rows of x. Allowed error: (rows + 4)·ε·Σ|x|. */
    static Region addSumRows(Backend backend, RandomCase random) {
        int groups = random.pick(1, 4);
        int rows = random.coin() ? random.pick(1, 12) : random.pick(100, 2_000);
        int n = random.pick(1, 40);
        Region x = random.values(groups * rows * n);
        Region sum = random.snapshot(random.values(groups * n));
        backend.addSumRows(x.tensor(groups, rows, n), rows, sum.tensor(groups, n));
        for (int i = 0; i < sum.size(); i++) {
            double total = 0;
            double terms = 0;
            for (int row = 0; row < rows; row++) {
                double value = x.at((i / n * rows + row) * n + i % n);
                total += value;
                terms += Math.abs(value);
            }
            double bound = (rows + 4) * RandomCase.EPSILON * (terms + Math.abs(sum.beforeAt(i)));
            RandomCase.requireClose(
                    total + sum.beforeAt(i), sum.at(i), bound, "%d groups of %d rows, at %d", groups, rows, i);
        }
        return sum;
    }
}
