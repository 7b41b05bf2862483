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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of some rows of a batch through the network: what a layer may ask for while it computes.
 *
 * <p>Everything that changes during a run is here or in closures, nothing in layers; so runs are independent of each other. A pass
 * belongs to one thread at a time.
 */
public final class Pass {
    private boolean training;
    private boolean learning;
    private @Nullable Precision precision;
    private boolean requiresBackward = true;
    private RandomStream step;
    private final Arena arena;
    private final List<StateUpdate> updates = new ArrayList<>();
    private long firstRow;
    private int batchRows = 1;
    private double losses;
    private int node;
    private boolean logitsWanted;
    private @Nullable Map<Variable, PackedWeights> ofStep;
    private @Nullable Tensor logits;
    private @Nullable Backward behindLogits;
    private List<@Nullable Tensor> masks = List.of();
    private boolean defers;
    private @Nullable Shape part;
    private @Nullable ActivationFunction deferred;

    /**
     * @param training whether dropout, batch statistics and the like are on
     * @param step the randomness of this step
     * @param arena where tensors come from
     */
    public Pass(boolean training, RandomStream step, Arena arena) {
        this.training = training;
        this.learning = training;
        this.step = step;
        this.arena = arena;
    }

    /** A run outside any model, as tests of a layer need it. */
    public static Pass inference() {
        return new Pass(false, new RandomStream(0), new Arena());
    }

    /** A run outside any model with training behaviour. */
    public static Pass training(long seed) {
        return new Pass(true, new RandomStream(seed), new Arena());
    }

    /**
     * True in fit, false in evaluate and predict, unless the call of the layer says otherwise. A frozen layer asks {@link Layer#trainable} as
     * well.
     */
    public boolean training() {
        return training;
    }

    /** True in fit, whatever a call says: then weights and statistics change. */
    public boolean learning() {
        return learning;
    }

    /** Returns whether backward may be called for the layer that runs now; where not, forward need not keep anything for it. */
    public boolean requiresBackward() {
        return requiresBackward;
    }

    /** The machine's primitives, as exact as the model that runs wants them. */
    public Backend backend() {
        Precision own = precision;
        return own == null ? Backends.current() : Backends.current(own);
    }

    /** A tensor for results or work values; its values are arbitrary at first. It lives as long as this run needs it. */
    public Tensor tensor(Shape shape) {
        return arena.take(shape);
    }

    /** A tensor of zeros. */
    public Tensor zeros(Shape shape) {
        Tensor zeros = arena.take(shape);
        java.util.Arrays.fill(zeros.data(), zeros.offset(), zeros.offset() + zeros.size(), 0f);
        return zeros;
    }

    /**
     * The randomness of the layer that is running: one stream per step and place in the network. Ask it by a number that belongs to the
     * value, as {@code (firstRow + row)·rowSize + j}, and it will not matter how the batch was cut.
     */
    public RandomStream random() {
        return step.foldIn(node);
    }

    /** The position in the batch of the first row that this run sees. */
    public long firstRow() {
        return firstRow;
    }

    /** The rows of the whole batch, of which this run may see a part. */
    public int batchRows() {
        return batchRows;
    }

    /** The mask of the layer's first input (batch, …), 1 where a step counts and 0 where it does not; null where all count. */
    public @Nullable Tensor mask() {
        return masks.isEmpty() ? null : masks.get(0);
    }

    /** The masks of all inputs, null where there is none; an empty list where no input has one. */
    public List<@Nullable Tensor> masks() {
        return masks;
    }

    /**
     * Where kernels keep what they make of w: until it changes, or, while it learns, for the slices of this step; null where a step makes
     * it once anyway.
     */
    public @Nullable PackedWeights packed(Variable w) {
        if (!learning || !w.trainable()) {
            return w.prepared();
        }
        return ofStep == null ? null : ofStep.computeIfAbsent(w, v -> new PackedWeights());
    }

    /** x·w for x (…, k) and w (k, n): (…, n). */
    public Tensor dot(Tensor x, Variable w) {
        return dot(x, w.value());
    }

    /** The same for a matrix that is no variable. */
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

    /** dy·wᵀ for dy (…, n) and w (k, n): (…, k). */
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

    /** What a kernel may do at its end in the place of φ; then {@link #activate} is told so. */
    public Epilogue epilogue(ActivationFunction phi) {
        return logitsWanted || defers ? Epilogue.LINEAR : phi.epilogue();
    }

    /** φ(z) and its way back. Where the loss works on z itself (softmax before cross-entropy), the way back takes dz. */
    public Output activate(ActivationFunction phi, Tensor z) {
        return activate(phi, z, Epilogue.LINEAR);
    }

    /** The same for z to which a kernel has {@code done} what {@link #epilogue} told. */
    public Output activate(ActivationFunction phi, Tensor z, Epilogue done) {
        if (defers) {
            deferred = phi;
            return new Output(z, (dy, grads) -> dy);
        }
        if (!logitsWanted) {
            return done == Epilogue.LINEAR ? phi.forward(z, this) : phi.applied(z, this);
        }
        Tensor kept = tensor(z.shape());
        kept.copyFrom(z);
        logits = kept;
        Output y = phi.forward(z, this);
        behindLogits = y.backward();
        return new Output(y.y(), (dz, grads) -> dz);
    }

    /** Adds to the loss of the batch, as an activity regularizer does. */
    public void addLoss(double loss) {
        losses += loss;
    }

    /** Sets a state to a copy of {@code value} once the whole step has succeeded, before the next one. */
    public void assignAfterStep(Assignable state, Tensor value) {
        updates.add(StateUpdate.assign(node, state, value));
    }

    /**
     * Moves an average, as BatchNormalization's moving mean, towards what this batch has shown, once the whole step has succeeded: m ←
     * momentum·m + (1 − momentum)·statistic. A layer that stands in several places moves it once for each, in their order. For layers
     * that see the whole batch ({@link Layer#needsWholeBatch}).
     */
    public void average(Variable state, double[] statistic, double momentum) {
        updates.add(StateUpdate.average(node, state, statistic, momentum));
    }

    // ---- for the engine

    /** Gives what holds the forms of learning weights for all slices of a step; null for none. */
    public void keep(@Nullable Map<Variable, PackedWeights> ofStep) {
        this.ofStep = ofStep;
    }

    /** Sets how exact kernels have to be; by default as {@link Backends#precision()} says. */
    public void precision(Precision precision) {
        this.precision = precision;
    }

    /** Begins a run over the rows from {@code firstRow} on of a batch of {@code batchRows}, with the randomness of this step. */
    public void begin(boolean training, RandomStream step, long firstRow, int batchRows) {
        this.training = training;
        this.learning = training;
        this.step = step;
        this.firstRow = firstRow;
        this.batchRows = batchRows;
        this.losses = 0;
        this.logits = null;
        this.behindLogits = null;
        this.updates.clear(); // those of a run that failed
        arena.reset();
    }

    /** Sets whether backward may be called for the layer that runs next. */
    public void requiresBackward(boolean required) {
        requiresBackward = required;
    }

    /** Tells what the call says that runs next: as in training, as in predictions, or, for null, as the run is. */
    public void call(@Nullable Boolean training) {
        this.training = training == null ? learning : training;
    }

    /** Runs what lies inside the call that is running, by a call that may say more. */
    public <T> T calling(@Nullable Boolean training, Supplier<T> body) {
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

    /** Tells which node of the network runs next, and whether its activation's argument is to be kept. */
    public void enter(int node, boolean logitsWanted) {
        this.node = node;
        this.logitsWanted = logitsWanted;
        this.logits = null;
        this.behindLogits = null;
        this.masks = List.of();
        this.defers = false;
        this.deferred = null;
        this.part = null;
    }

    /**
     * Changes what the node that runs next does.
     *
     * @param defers true when the engine will apply its activation behind the node after it
     * @param part the leading part of each sample to make, the rest being read by nobody; null for all of it
     */
    public void rewrite(boolean defers, @Nullable Shape part) {
        this.defers = defers;
        this.part = part;
    }

    /** The leading part of each sample that a {@link PartMaker} is to make; null for all of it. */
    public @Nullable Shape part() {
        return part;
    }

    /** The activation that was not applied, or null. */
    public @Nullable ActivationFunction deferred() {
        return deferred;
    }

    /** Tells the masks of the inputs of the node that runs next; after {@link #enter}. */
    public void masks(List<@Nullable Tensor> masks) {
        this.masks = masks;
    }

    /**
     * Runs what belongs to a layer inside the layer that is running: with the randomness of this branch, with these masks, and with {@code
     * times} rows for each row of this run where a wrapper has folded another axis into that of the batch.
     */
    public <T> T nested(int branch, int times, List<@Nullable Tensor> seen, Supplier<T> body) {
        RandomStream outerStep = step;
        long outerFirst = firstRow;
        int outerRows = batchRows;
        List<@Nullable Tensor> outerMasks = masks;
        boolean outerLogits = logitsWanted;
        boolean outerDefers = defers;
        Shape outerPart = part;
        try {
            step = step.foldIn(-1 - branch);
            firstRow *= times;
            batchRows *= times;
            masks = seen;
            logitsWanted = false;
            defers = false;
            part = null;
            return body.get();
        } finally {
            step = outerStep;
            firstRow = outerFirst;
            batchRows = outerRows;
            masks = outerMasks;
            logitsWanted = outerLogits;
            defers = outerDefers;
            part = outerPart;
        }
    }

    public Arena arena() {
        return arena;
    }

    /** What {@link #activate} kept for the loss, or null. */
    public @Nullable Tensor logits() {
        return logits;
    }

    /** The way back from φ(z) to z, for what reads φ(z) beside the loss on {@link #logits}; null where there are none. */
    public @Nullable Backward behindLogits() {
        return behindLogits;
    }

    /** The sum of {@link #addLoss} in this run. */
    public double losses() {
        return losses;
    }

    /** What {@link #assignAfterStep} and {@link #average} were told, in this order; the pass forgets it. */
    public List<StateUpdate> takeUpdates() {
        if (updates.isEmpty()) {
            return List.of();
        }
        List<StateUpdate> taken = List.copyOf(updates);
        updates.clear();
        return taken;
    }
}
