package dev.cornet.nn;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The context of one run of a slice of a batch, or of a whole batch, through the network: all that a layer may use while it computes.
 *
 * <p>All state of a run is held by the pass or by backward closures, never by layers, so runs are independent of each other. A pass is used
 * by one thread at a time.
 */
public final class Pass {
    private boolean training;
    private boolean isTrainingStep;
    private @Nullable Precision precision;
    private boolean requiresBackward = true;
    private RandomStream stepRandom;
    private final Arena arena;
    private final List<StateUpdate> updates = new ArrayList<>();
    private long firstRow;
    private int batchRows = 1;
    private double losses;
    private int node;
    private boolean keepsLogits;
    private @Nullable Map<Variable, PackedWeights> packedCache;
    private @Nullable Tensor logits;
    private @Nullable Backward activationBackward;
    private List<@Nullable Tensor> masks = List.of();
    private boolean defersActivation;
    private @Nullable Shape croppedOutput;
    private @Nullable ActivationFunction deferredActivation;

    /**
     * @param training whether dropout, batch statistics and the like are on
     * @param stepRandom the random stream of this training step
     * @param arena the memory from which tensors are taken
     */
    public Pass(boolean training, RandomStream stepRandom, Arena arena) {
        this.training = training;
        this.isTrainingStep = training;
        this.stepRandom = stepRandom;
        this.arena = arena;
    }

    /** Creates a pass in inference mode outside any model, for tests of a layer. */
    public static Pass inference() {
        return new Pass(false, new RandomStream(0), new Arena());
    }

    /** Creates a pass in training mode outside any model. */
    public static Pass training(long seed) {
        return new Pass(true, new RandomStream(seed), new Arena());
    }

    /**
     * Returns whether the current layer runs in training mode: true in fit and false in evaluate and predict, unless the call of the layer
     * sets it. A layer that behaves differently when frozen must check {@link Layer#trainable} as well.
     */
    public boolean training() {
        return training;
    }

    /** Returns whether this run is a training step, in which weights and statistics change, even if the current call sets another mode. */
    public boolean isTrainingStep() {
        return isTrainingStep;
    }

    /** Returns whether backward may be called for the layer that runs now; if not, forward need not keep any values for it. */
    public boolean requiresBackward() {
        return requiresBackward;
    }

    /** Returns the backend, at the precision of the model that runs. */
    public Backend backend() {
        Precision ofModel = precision;
        return ofModel == null ? Backends.current() : Backends.current(ofModel);
    }

    /** Returns a tensor with undefined contents, for results or intermediate values. It is valid until the end of this run. */
    public Tensor tensor(Shape shape) {
        return arena.take(shape);
    }

    /** Returns a tensor of zeros, valid until the end of this run. */
    public Tensor zeros(Shape shape) {
        Tensor zeros = arena.take(shape);
        Arrays.fill(zeros.data(), zeros.offset(), zeros.offset() + zeros.size(), 0f);
        return zeros;
    }

    /**
     * Returns the random stream of the current layer in this step. Index it by the position of a value in the whole batch, such as {@code
     * (firstRow + row)·rowSize + j}: then the numbers do not depend on how the batch is cut into slices.
     */
    public RandomStream random() {
        return stepRandom.foldIn(node);
    }

    /** Returns the index in the batch of the first row of this run. */
    public long firstRow() {
        return firstRow;
    }

    /** Returns the number of rows of the whole batch, of which this run may be a slice. */
    public int batchRows() {
        return batchRows;
    }

    /** Returns the mask (batch, …) of the layer's first input: 1 for a valid time step, 0 for a masked one; null for no mask. */
    public @Nullable Tensor mask() {
        return masks.isEmpty() ? null : masks.get(0);
    }

    /** Returns the masks of all inputs, null for an input without one; an empty list if no input has a mask. */
    public List<@Nullable Tensor> masks() {
        return masks;
    }

    /**
     * Returns the cache for packed forms of w. It is valid until w changes; if this step trains w, only for the slices of this step. Null
     * if packed forms would not be used again.
     */
    public @Nullable PackedWeights packed(Variable w) {
        if (!isTrainingStep || !w.trainable()) {
            return w.packed();
        }
        return packedCache == null ? null : packedCache.computeIfAbsent(w, v -> new PackedWeights());
    }

    /** Computes x·w (…, n) for x (…, k) and w (k, n). */
    public Tensor dot(Tensor x, Variable w) {
        return dot(x, w.value());
    }

    /** Computes x·v (…, n) for x (…, k) and v (k, n). */
    public Tensor dot(Tensor x, Tensor v) {
        int k = v.shape().dim(0);
        int n = v.shape().dim(1);
        Tensor z = tensor(x.shape().withLast(n));
        int m = n == 0 ? 0 : z.size() / n;
        backend()
                .gemm(
                        false,
                        false,
                        m,
                        n,
                        k,
                        1,
                        x.data(),
                        x.offset(),
                        Math.max(1, k),
                        v.data(),
                        v.offset(),
                        Math.max(1, n),
                        0,
                        z.data(),
                        z.offset(),
                        Math.max(1, n));
        return z;
    }

    /** Computes dy·wᵀ (…, k) for dy (…, n) and w (k, n). */
    public Tensor dotT(Tensor dy, Variable w) {
        int k = w.shape().dim(0);
        int n = w.shape().dim(1);
        Tensor dx = tensor(dy.shape().withLast(k));
        int m = k == 0 ? 0 : dx.size() / k;
        Tensor v = w.value();
        backend()
                .gemm(
                        false,
                        true,
                        m,
                        k,
                        n,
                        1,
                        dy.data(),
                        dy.offset(),
                        Math.max(1, n),
                        v.data(),
                        v.offset(),
                        Math.max(1, n),
                        0,
                        dx.data(),
                        dx.offset(),
                        Math.max(1, k));
        return dx;
    }

    /** Returns the epilogue by which a kernel may apply φ to its output; it is then passed to {@link #activate}. */
    public Epilogue epilogue(ActivationFunction phi) {
        return keepsLogits || defersActivation ? Epilogue.LINEAR : phi.epilogue();
    }

    /** Returns φ(z) with its backward. If the loss is computed from z itself (softmax and cross-entropy), the backward takes dz, not dy. */
    public Output activate(ActivationFunction phi, Tensor z) {
        return activate(phi, z, Epilogue.LINEAR);
    }

    /** Does the same for a z to which the kernel has already applied the epilogue {@code applied}, the result of {@link #epilogue}. */
    public Output activate(ActivationFunction phi, Tensor z, Epilogue applied) {
        if (defersActivation) {
            deferredActivation = phi;
            return new Output(z, (dy, grads) -> dy);
        }
        if (!keepsLogits) {
            return applied == Epilogue.LINEAR ? phi.forward(z, this) : phi.afterEpilogue(z, this);
        }
        Tensor copy = tensor(z.shape());
        copy.copyFrom(z);
        logits = copy;
        Output y = phi.forward(z, this);
        activationBackward = y.backward();
        return new Output(y.y(), (dz, grads) -> dz);
    }

    /** Adds a term to the loss of the batch, such as an activity penalty. */
    public void addLoss(double loss) {
        losses += loss;
    }

    /** Requests that a state is set to a copy of {@code value} once the whole step has succeeded. */
    public void assignAfterStep(Assignable state, Tensor value) {
        updates.add(StateUpdate.assign(node, state, value));
    }

    /**
     * Requests the update of a moving average, such as BatchNormalization's moving mean, once the whole step has succeeded: m ← momentum·m + (1 −
     * momentum)·statistic. A layer that is called several times updates it once per call, in the order of the calls. Only for layers that run
     * on the whole batch ({@link Operation#rowUse}).
     */
    public void updateMovingAverage(Variable state, double[] statistic, double momentum) {
        updates.add(StateUpdate.average(node, state, statistic, momentum));
    }

    // ---- methods for the engine

    /** Sets the cache for packed forms of trained weights, shared by all slices of a step; null for none. */
    public void packedCache(@Nullable Map<Variable, PackedWeights> packedCache) {
        this.packedCache = packedCache;
    }

    /** Sets the precision of the backend; default: {@link Backends#precision()}. */
    public void precision(Precision precision) {
        this.precision = precision;
    }

    /** Begins a run over the rows from {@code firstRow} on of a batch of {@code batchRows}, with the random stream of this step. */
    public void begin(boolean training, RandomStream stepRandom, long firstRow, int batchRows) {
        this.training = training;
        this.isTrainingStep = training;
        this.stepRandom = stepRandom;
        this.firstRow = firstRow;
        this.batchRows = batchRows;
        this.losses = 0;
        this.logits = null;
        this.activationBackward = null;
        this.updates.clear(); // left over from a run that has failed
        arena.reset();
    }

    /** Sets the first row and the number of rows of the batch for the node that runs next. */
    public void rows(long firstRow, int batchRows) {
        this.firstRow = firstRow;
        this.batchRows = batchRows;
    }

    /** Sets whether backward may be called for the layer that runs next. */
    public void requiresBackward(boolean required) {
        requiresBackward = required;
    }

    /** Sets the mode of the call that runs next: training, inference, or, for null, that of the run. */
    public void callTraining(@Nullable Boolean training) {
        this.training = training == null ? isTrainingStep : training;
    }

    /** Runs a nested call in the given mode, or, for null, in that of the current call. */
    public <T> T withTraining(@Nullable Boolean training, Supplier<T> body) {
        if (training == null) {
            return body.get();
        }
        boolean outer = this.training;
        this.training = training;
        try {
            return body.get();
        } finally {
            this.training = outer;
        }
    }

    /** Sets the number of the node that runs next, and whether the argument of its activation is to be kept as {@link #logits}. */
    public void beginNode(int node, boolean keepsLogits) {
        this.node = node;
        this.keepsLogits = keepsLogits;
        this.logits = null;
        this.activationBackward = null;
        this.masks = List.of();
        this.defersActivation = false;
        this.deferredActivation = null;
        this.croppedOutput = null;
    }

    /**
     * Modifies the computation of the node that runs next.
     *
     * @param defersActivation whether the engine will apply the activation of this node after the following node
     * @param part the leading part of each output sample to compute, if no other node reads the rest; null for all of it
     */
    public void modifyNode(boolean defersActivation, @Nullable Shape part) {
        this.defersActivation = defersActivation;
        this.croppedOutput = part;
    }

    /** Returns the shape of the leading part of each output sample that a {@link PartMaker} is to compute; null for all of it. */
    public @Nullable Shape croppedOutput() {
        return croppedOutput;
    }

    /** Returns the activation that the last node has left to the engine, or null. */
    public @Nullable ActivationFunction deferredActivation() {
        return deferredActivation;
    }

    /** Sets the masks of the inputs of the node that runs next; called after {@link #beginNode}. */
    public void masks(List<@Nullable Tensor> masks) {
        this.masks = masks;
    }

    /**
     * Runs an inner layer of the current layer.
     *
     * @param branch the number of the inner layer, from which its random stream is derived
     * @param times the number of rows of the inner layer for each row of this run; above 1 if a wrapper has merged another axis into the
     *     batch axis
     * @param innerMasks the masks of the inner layer's inputs
     */
    public <T> T nested(int branch, int times, List<@Nullable Tensor> innerMasks, Supplier<T> body) {
        RandomStream outerRandom = stepRandom;
        long outerFirst = firstRow;
        int outerRows = batchRows;
        List<@Nullable Tensor> outerMasks = masks;
        boolean outerLogits = keepsLogits;
        boolean outerDefers = defersActivation;
        Shape outerPart = croppedOutput;
        try {
            stepRandom = stepRandom.foldIn(-1 - branch);
            firstRow *= times;
            batchRows *= times;
            masks = innerMasks;
            keepsLogits = false;
            defersActivation = false;
            croppedOutput = null;
            return body.get();
        } finally {
            stepRandom = outerRandom;
            firstRow = outerFirst;
            batchRows = outerRows;
            masks = outerMasks;
            keepsLogits = outerLogits;
            defersActivation = outerDefers;
            croppedOutput = outerPart;
        }
    }

    public Arena arena() {
        return arena;
    }

    /** Returns the argument of the activation that {@link #activate} has kept for the loss, or null. */
    public @Nullable Tensor logits() {
        return logits;
    }

    /** Returns the backward of φ, from dy to dz, for gradients that do not come from the loss on {@link #logits}; null without logits. */
    public @Nullable Backward activationBackward() {
        return activationBackward;
    }

    /** Returns the sum of the losses added by {@link #addLoss} in this run. */
    public double losses() {
        return losses;
    }

    /** Removes and returns the updates requested by {@link #assignAfterStep} and {@link #updateMovingAverage}, in the same order. */
    public List<StateUpdate> takeUpdates() {
        if (updates.isEmpty()) {
            return List.of();
        }
        List<StateUpdate> taken = List.copyOf(updates);
        updates.clear();
        return taken;
    }
}
