package dev.cornet.layers;

import dev.cornet.activations.Sigmoid;
import dev.cornet.activations.Tanh;
import dev.cornet.backend.Backend;
import dev.cornet.backend.Workspace;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Arena;
import dev.cornet.nn.Backward;
import dev.cornet.nn.InputGradientsOnly;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a batch on their way through the steps of a sequence, in one thread.
 *
 * <p>Its work arrays hold rows × units values from index 0 on, so that all arrays of a loop share one index and loops become vector
 * instructions; they stay in the core's first cache.
 */
final class RowBlock {
    /** Work arrays: the states or their gradients, the same before the step, one for a cell's own use, one for products. */
    static final int H = 0;

    static final int C = 1;
    static final int OLD_H = 2;
    static final int OLD_C = 3;
    static final int OWN = 4;
    static final int PRODUCT = 5;
    /** The blocks of z, and behind them what else a cell saves for the way back: at most six. */
    static final int Z = 6;
    /** The gradients of z's blocks, and their sums over the steps: at most four each. */
    static final int DZ = 12;

    static final int SUM = 16;

    private static final int ARRAYS = 20;
    private static final int FIRST_SLOT = 32;
    private static final int ROWS_SLOT = FIRST_SLOT + ARRAYS;

    final int first;
    final int rows;
    final int units;
    final int size;
    private final int steps;
    private final boolean keeps;
    private final boolean small;
    private final Backend backend;
    private final float[][] work = new float[ARRAYS][];
    private @Nullable Backward @Nullable [] ways;

    /**
     * @param first its first row of the batch
     * @param keeps whether each step's values are kept for the way back
     * @param small whether values of σ near 0 count by their digits, not by their size: those of outputs that a logarithm may follow
     */
    RowBlock(int first, int rows, int units, int steps, boolean keeps, boolean small, Backend backend) {
        this.first = first;
        this.rows = rows;
        this.units = units;
        this.size = rows * units;
        this.steps = steps;
        this.keeps = keeps;
        this.small = small;
        this.backend = backend;
    }

    /** Takes the running thread's work arrays. */
    void enter() {
        for (int i = 0; i < ARRAYS; i++) {
            work[i] = Workspace.floats(FIRST_SLOT + i, size);
        }
    }

    float[] work(int i) {
        return work[i];
    }

    void clear(int i) {
        Arrays.fill(work[i], 0, size, 0f);
    }

    /** Room for this lane's rows of {@code width} values. */
    float[] wide(int width) {
        return Workspace.floats(ROWS_SLOT, rows * width);
    }

    /** The first row of a step in what {@link RecurrentRun#perStep} gives: a lane's rows of a step lie together. */
    int row(int step) {
        return keeps ? first * steps + step * rows : first;
    }

    // ---- between rows of several blocks and work arrays

    /** a ← the block from column {@code column} on of each row of {@code width} values in {@code z}. */
    void take(float[] z, int width, int column, float[] a) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(z, r * width + column, a, r * units, units);
        }
    }

    /** The block from {@code at} on, of each row of {@code width} values in {@code z} ← a. */
    void put(float[] a, float[] z, int at, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(a, r * units, z, at + r * width, units);
        }
    }

    /** The first {@code count} work arrays from Z on, into the place of a step in (rows·steps, count·units). */
    void save(int count, Tensor saved, int step) {
        for (int k = 0; k < count && keeps; k++) {
            System.arraycopy(work[Z + k], 0, saved.data(), row(step) * count * units + k * size, size);
        }
    }

    /** What {@link #save} has saved. */
    void load(int count, Tensor saved, int step) {
        for (int k = 0; k < count; k++) {
            System.arraycopy(saved.data(), row(step) * count * units + k * size, work[Z + k], 0, size);
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
            Output out = phi.forward(z, new Pass(true, new RandomStream(0), new Arena()));
            System.arraycopy(out.y().data(), out.y().offset(), y, 0, size);
            if (keeps) {
                remember(out.backward(), step * uses + use, uses * steps);
            }
        }
    }

    private void remember(Backward way, int at, int count) {
        if (ways == null) {
            ways = new Backward[count];
        }
        ways[at] = way;
    }

    /** σ(y) = (1 + tanh(y/2))/2, in a fifth of the time of the exponential; absolute error below 2·10⁻⁷, which is much of a small value. */
    private void sigmoid(float[] y) {
        if (small) {
            backend.sigmoid(size, y, 0, y, 0);
            return;
        }
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
            Tensor dz = Objects.requireNonNull(way.apply(given, InputGradientsOnly.INSTANCE));
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
