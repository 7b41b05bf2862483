package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Elementwise loops over tensors that the JIT compiler vectorizes. Long tensors are divided among the worker threads, in chunks that
 * depend on the size only: the order of every sum, and so its result, is the same for any number of threads.
 *
 * <p>Sizes of arguments are not checked. Results are written into the first argument unless stated otherwise.
 */
public final class Ops {
    /** The number of values per task: 64 KB, which fit into the second-level cache and take long enough to outweigh the cost of a task. */
    private static final int GRAIN = 16_384;

    private Ops() {}

    /** x ← value */
    public static void fill(Tensor x, float value) {
        Arrays.fill(x.data(), x.offset(), x.offset() + x.size(), value);
    }

    /** y ← y + x */
    public static void add(Tensor y, Tensor x) {
        addScaled(y, x, 1f);
    }

    /** y ← y + α·x */
    public static void addScaled(Tensor y, Tensor x, float alpha) {
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
        float[] ys = y.data();
        int o = y.offset();
        WorkerPool.shared().range(y.size(), GRAIN, (from, to) -> {
            System.arraycopy(a.data(), a.offset() + from, ys, o + from, to - from);
            addTo(ys, o, b.data(), b.offset(), 1f, from, to);
            epilogue.apply(ys, o + from, o + to);
        });
    }

    /** z ← z + b for each row of z along the last axis */
    public static void addRows(Tensor z, Tensor b) {
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

    /** db ← db + the sum of the rows of dz */
    public static void addSumRows(Tensor db, Tensor dz) {
        Tensor sum = db.shape().rank() == 1 ? db : db.reshape(db.size());
        Backends.current().addSumRows(dz, db.size() == 0 ? 0 : dz.size() / db.size(), sum);
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
