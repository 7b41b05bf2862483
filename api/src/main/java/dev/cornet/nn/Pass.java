package dev.cornet.nn;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Ops;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The context of one run of a slice of a batch, or of a whole batch, through the network: everything that an operation may use while it
 * computes.
 *
 * <p>All state of a run is held by the pass or by backward closures, never by layers, so runs are independent of each other. A pass is used
 * by one thread at a time.
 */
public interface Pass {
    /** Creates a pass in inference mode outside any model, for tests of a layer. */
    static PlainPass inference() {
        return new PlainPass(false, new RandomStream(0), new Arena());
    }

    /** Creates a pass in training mode outside any model. */
    static PlainPass training(long seed) {
        return new PlainPass(true, new RandomStream(seed), new Arena());
    }

    /**
     * Returns whether the current layer runs in training mode: true in fit and false in evaluate and predict, unless the call of the layer
     * sets it. A layer that behaves differently when frozen must check {@link Layer#trainable} as well.
     */
    boolean training();

    /** Returns whether this run is a training step, in which weights and statistics change, even if the current call sets another mode. */
    boolean isTrainingStep();

    /** Returns whether the backward of the current layer may be called; if not, its forward need not keep any values for it. */
    boolean requiresBackward();

    /** Returns the backend, at the precision of the model that runs. */
    Backend backend();

    /** Returns a tensor with undefined contents, for results or intermediate values. It is valid until the end of this run. */
    Tensor tensor(Shape shape);

    /** Returns a tensor of zeros, valid until the end of this run. */
    default Tensor zeros(Shape shape) {
        Tensor zeros = tensor(shape);
        Ops.fill(zeros, 0f);
        return zeros;
    }

    /** Returns a tensor of equal values, valid until the end of this run. */
    default Tensor full(Shape shape, float value) {
        Tensor x = tensor(shape);
        Ops.fill(x, value);
        return x;
    }

    /**
     * Returns the random stream of the current layer in this step. Index it by the position of a value in the whole batch, such as {@code
     * (firstRow + row)·rowSize + j}: then the numbers do not depend on how the batch is cut into slices.
     */
    RandomStream random();

    /** Returns the index in the batch of the first row of this run. */
    long firstRow();

    /** Returns the number of rows of the whole batch, of which this run may be a slice. */
    int batchRows();

    /**
     * Returns the masks of all inputs, null for an input without one; an empty list if no input has a mask. They are those of the operation
     * that runs: its backward uses what its forward has read.
     */
    List<@Nullable Tensor> masks();

    /** Returns the mask (batch, …) of an input: 1 for a valid time step, 0 for a masked one; null for no mask. */
    default @Nullable Tensor mask(int input) {
        return input < masks().size() ? masks().get(input) : null;
    }

    /** Returns the mask of the first input; null for no mask. */
    default @Nullable Tensor mask() {
        return mask(0);
    }

    /**
     * Returns the cache for packed forms of w. It is valid until w changes; if this step trains w, only for the slices of this step. Null
     * if packed forms would not be used again.
     */
    @Nullable
    PackedWeights packed(Variable w);

    /** Returns the current values of a kernel and of its bias, if any, with the kernel's cache of packed forms. */
    default WeightsAndBias weights(Variable kernel, @Nullable Variable bias) {
        return new WeightsAndBias(kernel.value(), bias == null ? null : bias.value(), packed(kernel));
    }

    /** Computes x·w (…, n) for x (…, k) and w (k, n). */
    default Tensor dot(Tensor x, Variable w) {
        return dot(x, w.value());
    }

    /** Computes x·v (…, n) for x (…, k) and v (k, n). */
    default Tensor dot(Tensor x, Tensor v) {
        Tensor z = tensor(x.shape().withLast(v.shape().dim(1)));
        backend().gemm(x, false, v, false, 0, z);
        return z;
    }

    /** Computes dy·wᵀ (…, k) for dy (…, n) and w (k, n). */
    default Tensor dotT(Tensor dy, Variable w) {
        return dotT(dy, w.value());
    }

    /** Computes dy·vᵀ (…, k) for dy (…, n) and v (k, n). */
    default Tensor dotT(Tensor dy, Tensor v) {
        Tensor dx = tensor(dy.shape().withLast(v.shape().dim(0)));
        backend().gemm(dy, false, v, true, 0, dx);
        return dx;
    }

    /** Computes a·b (…, m, n) for each pair of matrices a (…, m, k) and b (…, k, n), whose axes before have the same sizes. */
    default Tensor matmul(Tensor a, Tensor b) {
        return matmul(a, false, b, false);
    }

    /** Computes a·bᵀ (…, m, n) for each pair of matrices a (…, m, k) and b (…, n, k). */
    default Tensor matmulT(Tensor a, Tensor b) {
        return matmul(a, false, b, true);
    }

    /** Computes aᵀ·b (…, m, n) for each pair of matrices a (…, k, m) and b (…, k, n). */
    default Tensor transposedMatmul(Tensor a, Tensor b) {
        return matmul(a, true, b, false);
    }

    private Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        Shape rows = transposeA ? a.shape().with(-2, a.shape().last()) : a.shape();
        Tensor c = tensor(rows.withLast(b.shape().dim(b.shape().axis(transposeB ? -2 : -1))));
        backend().matmul(a, transposeA, b, transposeB, 0, c);
        return c;
    }

    /** Returns a copy of x, valid until the end of this run. */
    default Tensor copy(Tensor x) {
        Tensor y = tensor(x.shape());
        y.copyFrom(x);
        return y;
    }

    /** Computes x ⊙ y, the products of the values of the same index. */
    default Tensor multiply(Tensor x, Tensor y) {
        Tensor z = copy(x);
        Ops.multiply(z, y);
        return z;
    }

    /** Computes f(x) for each value, in double. */
    default Tensor map(Tensor x, DoubleUnaryOperator f) {
        Tensor y = tensor(x.shape());
        Ops.map(y, x, f);
        return y;
    }

    /** Computes f(x, y) for the values of the same index, in double: {@code pass.map(x, y, (a, b) -> a - b)}. */
    default Tensor map(Tensor x, Tensor y, DoubleBinaryOperator f) {
        Tensor z = tensor(x.shape());
        Ops.map(z, x, y, f);
        return z;
    }

    /** Returns a copy of x with its axes in another order, as {@link Tensor#permute} does: of heads (batch, heads, steps, size), say. */
    default Tensor permute(Tensor x, int... axes) {
        Tensor y = tensor(x.shape().permute(axes));
        y.copyPermuted(x, axes);
        return y;
    }

    /** Returns a copy of the columns {@code from … to−1} of x, along its last axis. */
    default Tensor columns(Tensor x, int from, int to) {
        Tensor y = tensor(x.shape().withLast(to - from));
        Ops.copyColumns(y, 0, x, from, to - from);
        return y;
    }

    /** Returns the columns of all {@code xs} side by side; the inverse of {@link #columns}. */
    default Tensor concatenate(Tensor... xs) {
        int columns = 0;
        for (Tensor x : xs) {
            columns += x.shape().last();
        }
        Tensor y = tensor(xs[0].shape().withLast(columns));
        int at = 0;
        for (Tensor x : xs) {
            Ops.copyColumns(y, at, x, 0, x.shape().last());
            at += x.shape().last();
        }
        return y;
    }

    /** Adds a term to the loss of the batch, such as an activity penalty. */
    void addLoss(double loss);

    /** Returns the sum of the losses added in this run so far. */
    double losses();

    /**
     * Requests that a state is changed once the whole step has succeeded. Each request of each call of a layer changes the state once, in
     * the order of the requests; the same request, made for each slice of a batch, is merged into one.
     */
    void update(Assignable state, StateUpdate update);

    /** Requests that a state is set to a copy of {@code value} once the whole step has succeeded. */
    default void assignAfterStep(Assignable state, Tensor value) {
        update(state, StateUpdate.assign(value));
    }

    /**
     * Runs an inner layer of the current layer.
     *
     * @param branch the number of the inner layer, from which its random stream is derived
     * @param times the number of rows of the inner layer for each row of this run; above 1 if a wrapper has merged another axis into the
     *     batch axis
     * @param innerMasks the masks of the inner layer's inputs
     */
    <T> T nested(int branch, int times, List<@Nullable Tensor> innerMasks, Supplier<T> body);

    /** Runs a nested call in the given mode, or, for null, in that of the current call. */
    <T> T withTraining(@Nullable Boolean training, Supplier<T> body);

    /** Runs a nested call that sees other masks. */
    <T> T withMasks(List<@Nullable Tensor> masks, Supplier<T> body);
}
