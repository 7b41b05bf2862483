package dev.cornet.activations;

import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.BiConsumer;

/**
 * Applies activations that compute each value on its own. An activation passes its formula as loops over a range of plain arrays.
 *
 * <p>All arrays of a loop share one index, so that loops without branches compile to vector instructions. Long tensors are divided among
 * the worker threads by their size alone; backend calls inside a loop ({@link #inPlace}, {@link #vector}) run on the thread of that loop.
 */
public final class Elementwise {
    /** The number of values per task, 64 KB of floats, as in {@link dev.cornet.backend.Ops}. */
    private static final int GRAIN = 16_384;

    private static final Slot FIRST = Slot.of();
    private static final Slot SECOND = Slot.of();

    /** A loop over the values {@code from … to−1} of one array. */
    @FunctionalInterface
    public interface Loop {
        void run(float[] y, int from, int to);
    }

    /** A loop over the values {@code from … to−1} of two arrays. */
    @FunctionalInterface
    public interface PairLoop {
        void run(float[] a, float[] b, int from, int to);
    }

    private Elementwise() {}

    /**
     * Applies an activation whose derivative is computed from y; y overwrites z, so nothing is allocated.
     *
     * @param map the loop y ← φ(y), where y holds z at first
     * @param backward the loop dy ← φ'·dy over y and dy
     */
    public static Output fromOutput(Tensor z, Loop map, PairLoop backward) {
        float[] y = z.data();
        int at = z.offset();
        WorkerPool.shared().range(z.size(), GRAIN, (from, to) -> map.run(y, at + from, at + to));
        return applied(z, backward);
    }

    /** The output of an activation that has already been applied, so that y holds φ(z); its backward is that of {@link #fromOutput}. */
    public static Output applied(Tensor y, PairLoop backward) {
        return new Output(y, (dy, grads) -> {
            run(y, dy, backward);
            return dy;
        });
    }

    /**
     * Applies an activation whose derivative is computed together with y; the derivative overwrites z.
     *
     * @param map the loop y ← φ(z), z ← φ'(z) over z and y
     */
    public static Output withDerivative(Tensor z, Pass pass, PairLoop map) {
        Tensor y = pass.tensor(z.shape());
        run(z, y, map);
        return new Output(y, (dy, grads) -> {
            run(z, dy, Elementwise::multiply);
            return dy;
        });
    }

    /**
     * 1 for x > 0, 0 otherwise; also exact for denormals and infinities.
     *
     * <p>It multiplies twice, which scales the smallest denormal above 1, and has no branch, because a {@code ?:} on floats keeps the
     * compiler from using vector instructions.
     */
    public static float step(float x) {
        return Math.max(nonZero(x), 0f);
    }

    /** 1 for x > 0, 0 for x = 0; twice as fast as {@link #step}, for values that are never negative. */
    public static float nonZero(float x) {
        return Math.min(x * 0x1p127f * 0x1p23f, 1f);
    }

    /** The loop y ← f(y) for a function of the backend: {@code inPlace(pass.backend()::tanh)}. */
    public static Loop inPlace(BiConsumer<Tensor, Tensor> f) {
        return (y, from, to) -> {
            Tensor values = vector(y, from, to);
            f.accept(values, values);
        };
    }

    /** The values {@code from … to−1} of a loop's array as a tensor, for functions of the backend. */
    public static Tensor vector(float[] values, int from, int to) {
        return Tensor.wrap(values, from, Shape.of(to - from));
    }

    private static void multiply(float[] derivative, float[] dy, int from, int to) {
        for (int i = from; i < to; i++) {
            dy[i] *= derivative[i];
        }
    }

    private static void run(Tensor a, Tensor b, PairLoop loop) {
        float[] as = a.data();
        float[] bs = b.data();
        int ao = a.offset();
        int bo = b.offset();
        if (ao == bo) {
            WorkerPool.shared().range(a.size(), GRAIN, (from, to) -> loop.run(as, bs, ao + from, ao + to));
        } else {
            WorkerPool.shared()
                    .range(a.size(), GRAIN, (from, to) -> runOnCopies(as, ao + from, bs, bo + from, to - from, loop));
        }
    }

    /** Copies both ranges to arrays with one common index, runs the loop there and copies them back. */
    private static void runOnCopies(float[] a, int ao, float[] b, int bo, int n, PairLoop loop) {
        float[] x = Workspace.floats(FIRST, n);
        float[] y = Workspace.floats(SECOND, n);
        System.arraycopy(a, ao, x, 0, n);
        System.arraycopy(b, bo, y, 0, n);
        loop.run(x, y, 0, n);
        System.arraycopy(x, 0, a, ao, n);
        System.arraycopy(y, 0, b, bo, n);
    }
}
