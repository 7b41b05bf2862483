package dev.cornet.layers;

import dev.cornet.activations.Sigmoid;
import dev.cornet.activations.Tanh;
import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Backward;
import dev.cornet.nn.InputGradientsOnly;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of rows of the batch that one thread takes through all time steps, with the arrays and element-wise loops of a step.
 *
 * <p>Each array holds rows × units values from index 0 on: all arrays of a loop share one index, so the JIT compiler vectorizes the loops,
 * and the arrays fit into the core's first-level cache.
 */
final class RowBlock {
    // ---- indices of the arrays; states are replaced by their gradients in the backward pass

    /** The hidden state. */
    static final int H = 0;
    /** The cell state of an LSTM. */
    static final int C = 1;
    /** The hidden state before the step, kept for masked rows. */
    static final int PREVIOUS_H = 2;
    /** The cell state before the step, kept for masked rows. */
    static final int PREVIOUS_C = 3;
    /** For temporary values of a cell. */
    static final int SCRATCH = 4;
    /** First of up to six arrays: the pre-activations z, which become the gates, then further values that a cell caches. */
    static final int Z = 5;
    /** First of up to four arrays: the gradients of z. */
    static final int DZ = 11;
    /** First of up to four arrays: the gradients of z summed over the steps. */
    static final int DZ_SUM = 15;

    private static final int ARRAYS = 19;
    private static final Slot[] SLOTS = Slot.several(ARRAYS);
    private static final Slot ROWS = Slot.of();

    final int firstRow;
    final int rows;
    final int units;
    final int size;
    private final int steps;
    private final boolean requiresBackward;
    private final boolean preciseSigmoid;
    private final Backend backend;
    private final float[][] arrays = new float[ARRAYS][];

    /** The matrices of {@link #rowBuffer}, one for each width; a layer has up to four. */
    private final @Nullable Matrix[] rowBuffers = new Matrix[4];

    private @Nullable Backward @Nullable [] activationBackwards;

    /**
     * @param firstRow the index of the block's first row in the batch
     * @param requiresBackward whether each step's values are cached for the backward pass
     * @param preciseSigmoid whether sigmoids near 0 need a small relative error, because a logarithm may be taken of the layer's output;
     *     otherwise only their absolute error is small
     */
    RowBlock(
            int firstRow,
            int rows,
            int units,
            int steps,
            boolean requiresBackward,
            boolean preciseSigmoid,
            Backend backend) {
        this.firstRow = firstRow;
        this.rows = rows;
        this.units = units;
        this.size = rows * units;
        this.steps = steps;
        this.requiresBackward = requiresBackward;
        this.preciseSigmoid = preciseSigmoid;
        this.backend = backend;
    }

    /** Takes the arrays from the current thread's workspace; called when a thread begins with this block. */
    void bindArrays() {
        for (int i = 0; i < ARRAYS; i++) {
            arrays[i] = Workspace.floats(SLOTS[i], size);
        }
        Arrays.fill(rowBuffers, null);
    }

    float[] array(int i) {
        return arrays[i];
    }

    /** An array as a tensor, for functions of the backend. */
    Tensor tensor(int i) {
        return Workspace.vector(SLOTS[i], size);
    }

    void clear(int i) {
        Arrays.fill(arrays[i], 0, size, 0f);
    }

    /** A workspace matrix for this block's rows of {@code width} values each; overwritten by the next call. */
    Matrix rowBuffer(int width) {
        int i = 0;
        for (; i < rowBuffers.length - 1; i++) {
            Matrix buffer = rowBuffers[i];
            if (buffer == null) {
                break;
            }
            if (buffer.columns() == width) {
                return buffer;
            }
        }
        Matrix buffer = Matrix.of(Workspace.floats(ROWS, rows * width), 0, rows, width);
        rowBuffers[i] = buffer;
        return buffer;
    }

    /** The index of this block's first row at {@code step} in a tensor of {@link RecurrentRun#stepTensor}; its other rows follow. */
    int firstRowOf(int step) {
        return requiresBackward ? firstRow * steps + step * rows : firstRow;
    }

    // ---- copies between the arrays and wider rows

    /** a ← columns {@code column … column + units − 1} of z, whose rows have {@code width} values. */
    void copyFromColumns(float[] z, int width, int column, float[] a) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(z, r * width + column, a, r * units, units);
        }
    }

    /** Copies a into {@code units} columns of z, beginning with its first row at index {@code at}; rows of z have {@code width} values. */
    void copyToColumns(float[] a, float[] z, int at, int width) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(a, r * units, z, at + r * width, units);
        }
    }

    /** Copies the first {@code count} arrays from {@link #Z} on into this step's part of {@code cache} (rows·steps, count·units). */
    void saveStep(int count, Tensor cache, int step) {
        for (int k = 0; k < count && requiresBackward; k++) {
            System.arraycopy(arrays[Z + k], 0, cache.data(), firstRowOf(step) * count * units + k * size, size);
        }
    }

    /** Copies back the arrays saved by {@link #saveStep}. */
    void loadStep(int count, Tensor cache, int step) {
        for (int k = 0; k < count; k++) {
            System.arraycopy(cache.data(), firstRowOf(step) * count * units + k * size, arrays[Z + k], 0, size);
        }
    }

    // ---- activations

    /** y ← φ(y) for array {@code i}, where φ is number {@code activation} of the {@code activationsPerStep} activations of a step. */
    void activate(ActivationFunction phi, int step, int activation, int activationsPerStep, int i) {
        float[] y = arrays[i];
        if (phi instanceof Sigmoid) {
            sigmoid(y, tensor(i));
        } else if (phi instanceof Tanh) {
            backend.tanh(tensor(i), tensor(i));
        } else {
            Tensor z = Tensor.zeros(rows, units);
            System.arraycopy(y, 0, z.data(), 0, size);
            Output out = phi.forward(z, Pass.training(0));
            System.arraycopy(out.y().data(), out.y().offset(), y, 0, size);
            if (requiresBackward) {
                storeBackward(out.backward(), step * activationsPerStep + activation, activationsPerStep * steps);
            }
        }
    }

    private void storeBackward(Backward backward, int at, int count) {
        if (activationBackwards == null) {
            activationBackwards = new Backward[count];
        }
        activationBackwards[at] = backward;
    }

    /**
     * y ← σ(y). Unless a precise value is needed, computed as (1 + tanh(y/2))/2, which takes a fifth of the time of the exponential; its
     * absolute error is below 2·10⁻⁷, which is large relative to values near 0.
     */
    private void sigmoid(float[] y, Tensor tensor) {
        if (preciseSigmoid) {
            backend.sigmoid(tensor, tensor);
            return;
        }
        for (int i = 0; i < size; i++) {
            y[i] *= 0.5f;
        }
        backend.tanh(tensor, tensor);
        for (int i = 0; i < size; i++) {
            y[i] = 0.5f * y[i] + 0.5f;
        }
    }

    /** dy ← φ'·dy, given y = φ(…) as computed by {@link #activate}. */
    void multiplyByDerivative(
            ActivationFunction phi, int step, int activation, int activationsPerStep, float[] y, float[] dy) {
        if (phi instanceof Sigmoid) {
            for (int i = 0; i < size; i++) {
                dy[i] *= y[i] * (1 - y[i]);
            }
        } else if (phi instanceof Tanh) {
            for (int i = 0; i < size; i++) {
                dy[i] *= 1 - y[i] * y[i];
            }
        } else {
            Tensor copy = Tensor.zeros(Shape.of(rows, units));
            System.arraycopy(dy, 0, copy.data(), 0, size);
            Backward backward = Objects.requireNonNull(
                    Objects.requireNonNull(activationBackwards)[step * activationsPerStep + activation]);
            Tensor dz = Objects.requireNonNull(backward.apply(copy, InputGradientsOnly.INSTANCE));
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
    void interpolate(float[] z, float[] h, float[] g) {
        for (int i = 0; i < size; i++) {
            h[i] = z[i] * h[i] + (1 - z[i]) * g[i];
        }
    }

    /** The backward of {@link #interpolate}: computes dz and dg; dh becomes the gradient of the previous h through the term z·h. */
    void interpolateBackward(float[] dh, float[] z, float[] previousH, float[] g, float[] dz, float[] dg) {
        for (int i = 0; i < size; i++) {
            dz[i] = dh[i] * (previousH[i] - g[i]);
        }
        for (int i = 0; i < size; i++) {
            dg[i] = dh[i] * (1 - z[i]);
        }
        multiply(dh, z, dh);
    }
}
