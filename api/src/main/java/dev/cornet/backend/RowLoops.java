package dev.cornet.backend;

import dev.cornet.tensor.Tensor;

/**
 * The loops of {@link Ops} over the rows of a matrix. Rows are divided among the worker threads in chunks that depend on the sizes only;
 * sums are computed in double, in a fixed order.
 */
final class RowLoops {
    private static final int GRAIN = 16_384;
    private static final int MOST_PARTIAL_SUMS = 64;
    private static final float MASKED = -1e9f;

    private RowLoops() {}

    /** The loop over one row: {@code n} values from index {@code at} on of a first array. */
    private interface Row {
        void run(int row, int at);
    }

    /** Runs a loop for each row of {@code n} values of x. */
    private static void forEachRow(Tensor x, int n, Row loop) {
        WorkerPool.shared().range(n == 0 ? 0 : x.size() / n, Math.max(1, GRAIN / Math.max(n, 1)), (from, to) -> {
            for (int r = from; r < to; r++) {
                loop.run(r, x.offset() + r * n);
            }
        });
    }

    /** z ← z ⊙ b for each row */
    static void multiplyRows(Tensor z, Tensor b) {
        int n = b.size();
        float[] zs = z.data();
        float[] bs = b.data();
        int bo = b.offset();
        forEachRow(z, n, (r, at) -> {
            for (int j = 0; j < n; j++) {
                zs[at + j] *= bs[bo + j];
            }
        });
    }

    /** Adds sᵣ to the n values of each row r. */
    static void addColumns(Tensor z, Tensor s, int n) {
        float[] zs = z.data();
        forEachRow(z, n, (r, at) -> {
            float value = s.data()[s.offset() + r];
            for (int i = at; i < at + n; i++) {
                zs[i] += value;
            }
        });
    }

    static void multiplyColumns(Tensor z, Tensor s, int n) {
        float[] zs = z.data();
        forEachRow(z, n, (r, at) -> {
            float value = s.data()[s.offset() + r];
            for (int i = at; i < at + n; i++) {
                zs[i] *= value;
            }
        });
    }

    /** Adds to sᵣ the sum of row r of x. */
    static void addSumColumns(Tensor s, Tensor x, int n) {
        forEachRow(x, n, (r, at) -> s.data()[s.offset() + r] += (float) sum(x.data(), at, n));
    }

    /** Adds to sᵣ the dot product of the rows r of x and y. */
    static void addProductSumColumns(Tensor s, Tensor x, Tensor y, int n) {
        forEachRow(
                x,
                n,
                (r, at) -> s.data()[s.offset() + r] += (float) dot(x.data(), at, y.data(), y.offset() + r * n, n));
    }

    /** Adds to db the sum over the rows of x ⊙ y. */
    static void addProductSumRows(Tensor db, Tensor x, Tensor y) {
        int n = db.size();
        int rows = n == 0 ? 0 : x.size() / n;
        if (rows == 0) {
            return;
        }
        int chunk = Math.max((rows + MOST_PARTIAL_SUMS - 1) / MOST_PARTIAL_SUMS, GRAIN / n);
        double[][] sums = new double[(rows + chunk - 1) / chunk][];
        WorkerPool.shared().range(rows, chunk, (from, to) -> sums[from / chunk] = productSum(x, y, n, from, to));
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (double[] part : sums) {
                sum += part[j];
            }
            db.data()[db.offset() + j] += (float) sum;
        }
    }

    private static double[] productSum(Tensor x, Tensor y, int n, int from, int to) {
        double[] sums = new double[n];
        for (int r = from; r < to; r++) {
            int xo = x.offset() + r * n;
            int yo = y.offset() + r * n;
            for (int j = 0; j < n; j++) {
                sums[j] += (double) x.data()[xo + j] * y.data()[yo + j];
            }
        }
        return sums;
    }

    static void copyColumns(Tensor y, int to, Tensor x, int from, int count, int rows) {
        int m = y.shape().last();
        int n = x.shape().last();
        WorkerPool.shared().range(rows, Math.max(1, GRAIN / Math.max(count, 1)), (first, end) -> {
            for (int r = first; r < end; r++) {
                System.arraycopy(x.data(), x.offset() + r * n + from, y.data(), y.offset() + r * m + to, count);
            }
        });
    }

    /** Subtracts 10⁹ at masked columns, where the mask has a value for each column of one row or of several consecutive ones. */
    static void addMask(Tensor z, int n, Tensor mask) {
        int rowsPerMask = z.size() / Math.max(1, mask.size());
        forEachRow(z, n, (r, at) -> {
            int maskAt = mask.offset() + r / rowsPerMask * n;
            for (int j = 0; j < n; j++) {
                z.data()[at + j] += MASKED * (1 - mask.data()[maskAt + j]);
            }
        });
    }

    /** dy ← y ⊙ (dy − Σ y·dy) */
    static void softmaxBackward(Tensor dy, Tensor y, int n) {
        float[] dys = dy.data();
        float[] ys = y.data();
        forEachRow(dy, n, (r, at) -> {
            int yo = y.offset() + r * n;
            float sum = (float) dot(ys, yo, dys, at, n);
            for (int j = 0; j < n; j++) {
                dys[at + j] = ys[yo + j] * (dys[at + j] - sum);
            }
        });
    }

    // Two accumulators, because with a single one each addition waits for the one before.

    static double sum(float[] x, int at, int n) {
        double a = 0;
        double b = 0;
        for (int i = 0; i + 1 < n; i += 2) {
            a += x[at + i];
            b += x[at + i + 1];
        }
        return a + b + (n % 2 == 1 ? x[at + n - 1] : 0);
    }

    static double dot(float[] x, int xo, float[] y, int yo, int n) {
        double a = 0;
        double b = 0;
        for (int i = 0; i + 1 < n; i += 2) {
            a += (double) x[xo + i] * y[yo + i];
            b += (double) x[xo + i + 1] * y[yo + i + 1];
        }
        return a + b + (n % 2 == 1 ? (double) x[xo + n - 1] * y[yo + n - 1] : 0);
    }
}
