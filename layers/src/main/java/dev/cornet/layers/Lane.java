package dev.cornet.layers;

import dev.cornet.activation.Sigmoid;
import dev.cornet.activation.Tanh;
import dev.cornet.backend.Backend;
import dev.cornet.backend.Scratch;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Arena;
import dev.cornet.layer.Backward;
import dev.cornet.layer.NoGradients;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.random.Noise;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a batch on their way through the steps of a sequence, in one thread.
 *
 * <p>Its work arrays hold rows × units values from index 0 on, so that all arrays of a loop share one index and loops become vector
 * instructions; they stay in the core's first cache.
 */
final class Lane {
    /** Work arrays: the states, their gradients, and what a cell needs besides. */
    static final int H = 0;

    static final int C = 1;
    static final int OLD_H = 2;
    static final int OLD_C = 3;
    static final int OWN = 4;

    private static final int ARRAYS = 16;
    private static final int FIRST_SLOT = 32;

    final int first;
    final int rows;
    final int units;
    final int size;
    private final int steps;
    private final Backend backend;
    private final float[][] work = new float[ARRAYS][];
    private @Nullable Backward @Nullable [] ways;

    Lane(int first, int rows, int units, int steps, Backend backend) {
        this.first = first;
        this.rows = rows;
        this.units = units;
        this.size = rows * units;
        this.steps = steps;
        this.backend = backend;
    }

    /** Takes the running thread's work arrays. */
    void enter() {
        for (int i = 0; i < ARRAYS; i++) {
            work[i] = Scratch.floats(FIRST_SLOT + i, size);
        }
    }

    float[] work(int i) {
        return work[i];
    }

    /** The first of the rows that a step of this lane has in (rows·steps, …): a lane's rows of a step lie together. */
    int row(int step) {
        return first * steps + step * rows;
    }

    // ---- between rows of several blocks and work arrays

    /** a ← block {@code block} of each row of {@code width} values in {@code z}. */
    void take(float[] z, int zAt, int width, int block, float[] a) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(z, zAt + r * width + block * units, a, r * units, units);
        }
    }

    /** Block {@code block} of each row of {@code width} values in {@code z} ← a. */
    void put(float[] a, float[] z, int zAt, int width, int block) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(a, r * units, z, zAt + r * width + block * units, units);
        }
    }

    /** The work arrays from {@code from} on into the rows from {@code row} on of (rows·steps, count·units). */
    void save(int from, int count, Tensor saved, int row) {
        for (int k = 0; k < count; k++) {
            System.arraycopy(work[from + k], 0, saved.data(), (row * count + k * rows) * units, size);
        }
    }

    /** What {@link #save} has saved. */
    void load(int from, int count, Tensor saved, int row) {
        for (int k = 0; k < count; k++) {
            System.arraycopy(saved.data(), (row * count + k * rows) * units, work[from + k], 0, size);
        }
    }

    // ---- activations

    /** y ← φ(y), the activation number {@code use} of {@code uses} of the step. */
    void activate(ActivationFunction phi, int step, int use, int uses, float[] y) {
        if (phi instanceof Sigmoid) {
            sigmoid(y);
        } else if (phi instanceof Tanh) {
            backend.tanh(size, y, 0, y, 0);
        } else {
            Tensor z = Tensor.zeros(rows, units);
            System.arraycopy(y, 0, z.data(), 0, size);
            Output out = phi.forward(z, new Pass(true, new Noise(0), new Arena()));
            System.arraycopy(out.y().data(), out.y().offset(), y, 0, size);
            if (ways == null) {
                ways = new Backward[uses * steps];
            }
            ways[step * uses + use] = out.backward();
        }
    }

    /** σ(y) = (1 + tanh(y/2))/2, in a fifth of the time of the exponential; absolute error below 2·10⁻⁷. */
    private void sigmoid(float[] y) {
        for (int i = 0; i < size; i++) {
            y[i] *= 0.5f;
        }
        backend.tanh(size, y, 0, y, 0);
        for (int i = 0; i < size; i++) {
            y[i] = 0.5f * y[i] + 0.5f;
        }
    }

    /** dy ← φ'·dy, for y = φ of {@link #activate}. */
    void back(ActivationFunction phi, int step, int use, int uses, float[] y, float[] dy) {
        if (phi instanceof Sigmoid) {
            for (int i = 0; i < size; i++) {
                dy[i] *= y[i] * (1 - y[i]);
            }
        } else if (phi instanceof Tanh) {
            for (int i = 0; i < size; i++) {
                dy[i] *= 1 - y[i] * y[i];
            }
        } else {
            Tensor given = Tensor.zeros(Shape.of(rows, units));
            System.arraycopy(dy, 0, given.data(), 0, size);
            Backward way = Objects.requireNonNull(Objects.requireNonNull(ways)[step * uses + use]);
            Tensor dz = Objects.requireNonNull(way.apply(given, NoGradients.INSTANCE));
            System.arraycopy(dz.data(), dz.offset(), dy, 0, size);
        }
    }

    // ---- loops

    /** c ← a·b */
    void multiply(float[] a, float[] b, float[] c) {
        for (int i = 0; i < size; i++) {
            c[i] = a[i] * b[i];
        }
    }

    /** c ← c + a·b */
    void addProduct(float[] a, float[] b, float[] c) {
        for (int i = 0; i < size; i++) {
            c[i] += a[i] * b[i];
        }
    }

    /** a ← a + b */
    void add(float[] a, float[] b) {
        for (int i = 0; i < size; i++) {
            a[i] += b[i];
        }
    }

    /** h ← z·h + (1 − z)·g */
    void mix(float[] z, float[] h, float[] g) {
        for (int i = 0; i < size; i++) {
            h[i] = z[i] * h[i] + (1 - z[i]) * g[i];
        }
    }

    /** The way back of {@link #mix}: dz and dg; dh becomes what goes straight to h before. */
    void mixBack(float[] dh, float[] z, float[] before, float[] g, float[] dz, float[] dg) {
        for (int i = 0; i < size; i++) {
            dz[i] = dh[i] * (before[i] - g[i]);
        }
        for (int i = 0; i < size; i++) {
            dg[i] = dh[i] * (1 - z[i]);
        }
        multiply(dh, z, dh);
    }
}
