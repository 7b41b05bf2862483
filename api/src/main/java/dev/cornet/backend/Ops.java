package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on tensors for layers: elementwise, on rows along the last axis, and products of matrices. Long tensors are divided among the
 * worker threads, in chunks that depend on the size only: the order of every sum, and so its result, is the same for any number of threads.
 *
 * <p>Results are written into the first argument unless stated otherwise. Arguments whose sizes do not fit are refused with their names;
 * in elementwise functions only the number of values counts. Methods that return a new tensor of a pass are those of {@code
 * dev.cornet.nn.Pass}, such as {@code pass.dot(x, w)} and {@code pass.multiply(x, y)}.
 *
 * <p>A vector with a value for each column is applied to all rows by {@link #addRows} and {@link #multiplyRows}, and the gradient by it is
 * a sum over rows, {@link #addSumRows}. A column with a value for each row is applied to all columns by {@link #addColumns} and {@link
 * #multiplyColumns}, and the gradient by it is a sum over columns, {@link #addSumColumns}.
 */
public final class Ops {
    /** The number of values per task: 64 KB, which fit into the second-level cache and take long enough to outweigh the cost of a task. */
    private static final int GRAIN = 16_384;

    /** The number of values that {@link #isFinite} checks at once, in vector instructions; fewer are checked one by one. */
    public static final int FINITE_CHECK_SIZE = FiniteCheck.CHUNK;

    private Ops() {}

    // ---- elementwise

    /** x ← value */
    public static void fill(Tensor x, float value) {
        Arrays.fill(x.data(), x.offset(), x.offset() + x.size(), value);
    }

    /** y ← y + x */
    public static void add(Tensor y, Tensor x) {
        ArgumentChecks.sameSize("add", "y", y, "x", x);
        addScaled(y, x, 1f);
    }

    /** y ← y + α·x */
    public static void addScaled(Tensor y, Tensor x, float alpha) {
        ArgumentChecks.sameSize("addScaled", "y", y, "x", x);
        float[] a = y.data();
        float[] b = x.data();
        int ao = y.offset();
        int bo = x.offset();
        WorkerPool.shared().range(y.size(), GRAIN, (from, to) -> addTo(a, ao, b, bo, alpha, from, to));
    }

    private static void addTo(float[] a, int ao, float[] b, int bo, float alpha, int from, int to) {
        if (ao == bo) {
            axpy(a, b, alpha, ao + from, ao + to);
            return;
        }
        for (int i = from; i < to; i++) {
            a[ao + i] += alpha * b[bo + i];
        }
    }

    private static void axpy(float[] a, float[] b, float alpha, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] += alpha * b[i];
        }
    }

    /** x ← x + α */
    public static void addScalar(Tensor x, float alpha) {
        float[] a = x.data();
        int o = x.offset();
        WorkerPool.shared().range(x.size(), GRAIN, (from, to) -> {
            for (int i = o + from; i < o + to; i++) {
                a[i] += alpha;
            }
        });
    }

    /** y ← y ⊙ x, the product of each value with that of the same index */
    public static void multiply(Tensor y, Tensor x) {
        ArgumentChecks.sameSize("multiply", "y", y, "x", x);
        loop(y, x, x, (ys, yo, xs, xo, same, sameAt, n) -> {
            for (int i = 0; i < n; i++) {
                ys[yo + i] *= xs[xo + i];
            }
        });
    }

    /** z ← z + x ⊙ y */
    public static void addProduct(Tensor z, Tensor x, Tensor y) {
        ArgumentChecks.sameSize("addProduct", "z", z, "x", x);
        ArgumentChecks.sameSize("addProduct", "z", z, "y", y);
        loop(z, x, y, (zs, zo, xs, xo, ys, yo, n) -> {
            for (int i = 0; i < n; i++) {
                zs[zo + i] += xs[xo + i] * ys[yo + i];
            }
        });
    }

    /** y ← f(x) for each value, computed in double; y may be x */
    public static void map(Tensor y, Tensor x, DoubleUnaryOperator f) {
        ArgumentChecks.sameSize("map", "y", y, "x", x);
        loop(y, x, x, (ys, yo, xs, xo, same, sameAt, n) -> {
            for (int i = 0; i < n; i++) {
                ys[yo + i] = (float) f.applyAsDouble(xs[xo + i]);
            }
        });
    }

    /** z ← f(x, y) for each pair of values, computed in double; z may be x or y */
    public static void map(Tensor z, Tensor x, Tensor y, DoubleBinaryOperator f) {
        ArgumentChecks.sameSize("map", "z", z, "x", x);
        ArgumentChecks.sameSize("map", "z", z, "y", y);
        loop(z, x, y, (zs, zo, xs, xo, ys, yo, n) -> {
            for (int i = 0; i < n; i++) {
                zs[zo + i] = (float) f.applyAsDouble(xs[xo + i], ys[yo + i]);
            }
        });
    }

    /** A loop over n values of three arrays. */
    private interface Loop {
        void run(float[] z, int zo, float[] x, int xo, float[] y, int yo, int n);
    }

    private static void loop(Tensor z, Tensor x, Tensor y, Loop loop) {
        WorkerPool.shared().range(z.size(), GRAIN, (from, to) -> {
            int zo = z.offset() + from;
            loop.run(z.data(), zo, x.data(), x.offset() + from, y.data(), y.offset() + from, to - from);
        });
    }

    /** x ← α·x */
    public static void scale(Tensor x, float alpha) {
        float[] a = x.data();
        int o = x.offset();
        WorkerPool.shared().range(x.size(), GRAIN, (from, to) -> {
            for (int i = o + from; i < o + to; i++) {
                a[i] *= alpha;
            }
        });
    }

    /** z ← epilogue(z) */
    public static void applyEpilogue(Tensor z, Epilogue epilogue) {
        if (epilogue != Epilogue.LINEAR) {
            int o = z.offset();
            WorkerPool.shared().range(z.size(), GRAIN, (from, to) -> epilogue.apply(z.data(), o + from, o + to));
        }
    }

    /** y ← epilogue(a + b), reading and writing memory once */
    public static void sum(Tensor y, Tensor a, Tensor b, Epilogue epilogue) {
        ArgumentChecks.sameSize("sum", "y", y, "a", a);
        ArgumentChecks.sameSize("sum", "y", y, "b", b);
        float[] ys = y.data();
        int o = y.offset();
        WorkerPool.shared().range(y.size(), GRAIN, (from, to) -> {
            System.arraycopy(a.data(), a.offset() + from, ys, o + from, to - from);
            addTo(ys, o, b.data(), b.offset(), 1f, from, to);
            epilogue.apply(ys, o + from, o + to);
        });
    }

    // ---- rows

    /** z ← z + b for each row of z, where b has a value for each column */
    public static void addRows(Tensor z, Tensor b) {
        ArgumentChecks.parts("addRows", "z", z, "b", b);
        int n = b.size();
        float[] zs = z.data();
        float[] bs = b.data();
        int bo = b.offset();
        WorkerPool.shared().range(n == 0 ? 0 : z.size() / n, Math.max(1, GRAIN / Math.max(n, 1)), (from, to) -> {
            for (int r = from; r < to; r++) {
                int zo = z.offset() + r * n;
                for (int j = 0; j < n; j++) {
                    zs[zo + j] += bs[bo + j];
                }
            }
        });
    }

    /** z ← z ⊙ b for each row of z, where b has a value for each column */
    public static void multiplyRows(Tensor z, Tensor b) {
        ArgumentChecks.parts("multiplyRows", "z", z, "b", b);
        RowLoops.multiplyRows(z, b);
    }

    /** db ← db + the sum of the rows of dz */
    public static void addSumRows(Tensor db, Tensor dz) {
        Tensor sum = db.shape().rank() == 1 ? db : db.reshape(db.size());
        Backends.current().addSumRows(dz, db.size() == 0 ? 0 : dz.size() / db.size(), sum);
    }

    /** db ← db + the sum of the rows of x ⊙ y */
    public static void addProductSumRows(Tensor db, Tensor x, Tensor y) {
        ArgumentChecks.parts("addProductSumRows", "x", x, "db", db);
        ArgumentChecks.sameSize("addProductSumRows", "x", x, "y", y);
        RowLoops.addProductSumRows(db, x, y);
    }

    /** z ← z + s for each column of z, where s has a value for each row, or for each group of consecutive rows, such as a sample */
    public static void addColumns(Tensor z, Tensor s) {
        RowLoops.addColumns(z, s, ArgumentChecks.parts("addColumns", "z", z, "s", s));
    }

    /** z ← z ⊙ s for each column of z, where s has a value for each row, or for each group of rows: a mask sets masked steps to 0 */
    public static void multiplyColumns(Tensor z, Tensor s) {
        RowLoops.multiplyColumns(z, s, ArgumentChecks.parts("multiplyColumns", "z", z, "s", s));
    }

    /** s ← s + the sum of the columns of x, one number for each row or group of rows */
    public static void addSumColumns(Tensor s, Tensor x) {
        RowLoops.addSumColumns(s, x, ArgumentChecks.parts("addSumColumns", "x", x, "s", s));
    }

    /** s ← s + the sum of the columns of x ⊙ y, the dot products of their rows */
    public static void addProductSumColumns(Tensor s, Tensor x, Tensor y) {
        ArgumentChecks.sameSize("addProductSumColumns", "x", x, "y", y);
        RowLoops.addProductSumColumns(s, x, y, ArgumentChecks.parts("addProductSumColumns", "x", x, "s", s));
    }

    /** Copies {@code count} columns of x, from column {@code from} on, into the columns of y from column {@code to} on. */
    public static void copyColumns(Tensor y, int to, Tensor x, int from, int count) {
        ArgumentChecks.columns("copyColumns", "y", y, to, count);
        ArgumentChecks.columns("copyColumns", "x", x, from, count);
        int rows = ArgumentChecks.sameRows("copyColumns", "y", y, "x", x);
        RowLoops.copyColumns(y, to, x, from, count, rows);
    }

    /** z ← softmax of each row of z along the last axis */
    public static void softmaxRows(Tensor z) {
        Backends.current().softmaxRows(z, z);
    }

    /**
     * z (batch, …, n) ← softmax of each row of z, after 10⁹ is subtracted at masked columns, as in Keras: their values are 0, or all are
     * equal if a row has no other.
     *
     * @param mask (batch, n), 1 for a column that counts and 0 for a masked one, in all rows of a sample; null for none
     */
    public static void softmaxRows(Tensor z, @Nullable Tensor mask) {
        if (mask != null) {
            ArgumentChecks.parts("softmaxRows", "z", z, "mask", mask);
            RowLoops.addMask(z, z.shape().last(), mask);
        }
        softmaxRows(z);
    }

    /** dy ← y ⊙ (dy − Σ y·dy) for each row: the gradient by z of y = softmax(z), masked or not */
    public static void softmaxRowsBackward(Tensor dy, Tensor y) {
        ArgumentChecks.sameSize("softmaxRowsBackward", "dy", dy, "y", y);
        RowLoops.softmaxBackward(dy, y, y.shape().last());
    }

    // ---- products of matrices

    /** c ← a·b for each pair of matrices a (…, m, k) and b (…, k, n), whose axes before have the same sizes */
    public static void matmul(Tensor c, Tensor a, Tensor b) {
        Backends.current().matmul(a, false, b, false, 0, c);
    }

    /** c ← c + a·b for a (…, m, k), b (…, k, n), c (…, m, n) */
    public static void addMatmul(Tensor c, Tensor a, Tensor b) {
        Backends.current().matmul(a, false, b, false, 1, c);
    }

    /** c ← a·bᵀ for a (…, m, k), b (…, n, k), c (…, m, n) */
    public static void matmulT(Tensor c, Tensor a, Tensor b) {
        Backends.current().matmul(a, false, b, true, 0, c);
    }

    /** c ← c + a·bᵀ for a (…, m, k), b (…, n, k), c (…, m, n) */
    public static void addMatmulT(Tensor c, Tensor a, Tensor b) {
        Backends.current().matmul(a, false, b, true, 1, c);
    }

    /** c ← aᵀ·b for a (…, k, m), b (…, k, n), c (…, m, n) */
    public static void transposedMatmul(Tensor c, Tensor a, Tensor b) {
        Backends.current().matmul(a, true, b, false, 0, c);
    }

    /** c ← c + aᵀ·b for a (…, k, m), b (…, k, n), c (…, m, n) */
    public static void addTransposedMatmul(Tensor c, Tensor a, Tensor b) {
        Backends.current().matmul(a, true, b, false, 1, c);
    }

    /** dw ← dw + xᵀ·dz for x (…, k), dz (…, n), dw (k, n) */
    public static void addTransposedDot(Tensor dw, Tensor x, Tensor dz) {
        transposedDot(dw, x, dz, 1);
    }

    /** dw ← xᵀ·dz for x (…, k), dz (…, n), dw (k, n) */
    public static void transposedDot(Tensor dw, Tensor x, Tensor dz) {
        transposedDot(dw, x, dz, 0);
    }

    private static void transposedDot(Tensor dw, Tensor x, Tensor dz, float beta) {
        if (dw.size() == 0) {
            return;
        }
        int n = dw.shape().last();
        int k = dw.size() / n;
        if (x.shape().last() == k && dz.shape().last() == n) {
            Backends.current().gemm(x, true, dz, false, beta, dw);
        } else { // rows that extend over several axes
            Backends.current().gemm(Matrix.of(x, k).transpose(), Matrix.of(dz, n), beta, Matrix.of(dw));
        }
    }

    // ---- sums of all values, and checks

    /** Returns Σ x, computed in double. */
    public static double sum(Tensor x) {
        return chunkSums(x.size(), (from, to) -> RowLoops.sum(x.data(), x.offset() + from, to - from));
    }

    /** Returns Σ x·y, computed in double. */
    public static double dot(Tensor x, Tensor y) {
        ArgumentChecks.sameSize("dot", "x", x, "y", y);
        return chunkSums(
                x.size(),
                (from, to) -> RowLoops.dot(x.data(), x.offset() + from, y.data(), y.offset() + from, to - from));
    }

    /** The sum over the values {@code from … to−1}. */
    private interface ChunkSum {
        double of(int from, int to);
    }

    private static double chunkSums(int size, ChunkSum sum) {
        double[] sums = new double[(size + GRAIN - 1) / GRAIN];
        WorkerPool.shared().range(size, GRAIN, (from, to) -> sums[from / GRAIN] = sum.of(from, to));
        double total = 0;
        for (double part : sums) {
            total += part;
        }
        return total;
    }

    /** Returns Σ x², computed in double. */
    public static double sumOfSquares(Tensor x) {
        double sum = 0;
        float[] a = x.data();
        for (int i = x.offset(); i < x.offset() + x.size(); i++) {
            sum += (double) a[i] * a[i];
        }
        return sum;
    }

    /** Returns whether every value is finite. */
    public static boolean isFinite(Tensor x) {
        AtomicBoolean finite = new AtomicBoolean(true);
        float[] a = x.data();
        int o = x.offset();
        WorkerPool.shared().range(x.size(), 1 << 16, (from, to) -> {
            if (!isFinite(a, o + from, o + to)) {
                finite.set(false);
            }
        });
        return finite.get();
    }

    /** Returns whether a value is NaN. */
    public static boolean hasNaN(Tensor x) {
        for (int i = x.offset(); i < x.offset() + x.size(); i++) {
            if (Float.isNaN(x.data()[i])) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the values {@code from … to−1} are finite. */
    public static boolean isFinite(float[] x, int from, int to) {
        return FiniteCheck.isFinite(x, from, to);
    }
}
