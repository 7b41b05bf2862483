package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.Output;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Base class of the recurrent layers SimpleRNN, LSTM and GRU: their options, weights, shapes and states.
 *
 * <p>x (batch, steps, features), y (batch, units) or, with {@code returnSequences}, (batch, steps, units). Weights: W "kernel" (features,
 * gates·units), U "recurrent_kernel" (units, gates·units), b "bias".
 *
 * <p>Initial states are passed as further inputs, {@code new LSTM(8).of(x, h, c)}; with {@code returnState} the last states are further
 * outputs, {@code y.node().outputs()}. A masked step leaves the states unchanged and repeats the last output. {@link RecurrentRun} computes
 * the steps, {@link RecurrentCell} the formulas of one step. Why the layer takes the whole batch in training is explained in {@code
 * docs/decisions/2026-11-21-recurrent-steps.md}.
 *
 * @param <L> the layer itself
 */
abstract class BaseRNN<L extends BaseRNN<L>> extends KernelLayer<L> {
    @Option(before = "activation")
    boolean returnSequences;

    @Option(before = "activation")
    boolean returnState;

    @Option(before = "activation")
    boolean goBackwards;

    @Option(before = "activation")
    private boolean stateful;

    @Option(before = "activation")
    private boolean unroll;

    @Option(before = "activation")
    boolean zeroOutputForMask;

    @Option(before = "activation")
    int units;

    @Option(before = "bias_initializer")
    private Initializer recurrentInitializer = byName(Initializer.class, "orthogonal");

    @Option(before = "bias_regularizer")
    private @Nullable Regularizer recurrentRegularizer;

    @Option(before = "bias_constraint")
    private @Nullable Constraint recurrentConstraint;

    @Option
    double dropout;

    @Option
    double recurrentDropout;

    @Option
    @Nullable
    Integer seed;

    /** The states that a stateful layer keeps between batches; a layer with one state uses the first. */
    private final List<RecurrentState> states = List.of(new RecurrentState(), new RecurrentState());

    @Nullable
    Variable recurrentKernel;

    BaseRNN() {
        activation = Activations.of("tanh");
    }

    BaseRNN(int units) {
        this();
        this.units = units;
        validate();
    }

    /** The number of gates; each has {@code units} columns of W and U. */
    abstract int gateCount();

    /** The number of vectors of {@code units} values that the matrix products of a step compute. */
    int preActivationCount() {
        return gateCount();
    }

    /** The number of vectors of {@code units} values that a step caches for the backward pass; at least {@link #preActivationCount}. */
    abstract int cachedCount();

    /** The number of states: 1 for h, 2 for h and c. */
    int stateCount() {
        return 1;
    }

    /** The formulas of a step, for one run. */
    abstract RecurrentCell newCell(RecurrentRun run);

    Shape biasShape() {
        return Shape.of(Math.multiplyExact(gateCount(), units));
    }

    /** The initializer of U; default orthogonal. */
    public L recurrentInitializer(Initializer initializer) {
        recurrentInitializer = initializer;
        return self();
    }

    public L recurrentInitializer(String name) {
        return recurrentInitializer(component(Initializer.class, "recurrent_initializer", name));
    }

    /** The regularizer of U, whose penalty is added to the loss; default none. */
    public L recurrentRegularizer(Regularizer regularizer) {
        recurrentRegularizer = regularizer;
        return self();
    }

    public L recurrentRegularizer(String name) {
        return recurrentRegularizer(component(Regularizer.class, "recurrent_regularizer", name));
    }

    /** The constraint applied to U after each update; default none. */
    public L recurrentConstraint(Constraint constraint) {
        recurrentConstraint = constraint;
        return self();
    }

    public L recurrentConstraint(String name) {
        return recurrentConstraint(component(Constraint.class, "recurrent_constraint", name));
    }

    /** The fraction of the input features dropped in training, the same features in all steps; default 0. */
    public L dropout(double rate) {
        dropout = rate;
        return self();
    }

    /**
     * The fraction of h dropped in training before it is multiplied by U, the same in all steps; default 0. Each gate has its own dropout
     * masks for h and, with {@link #dropout}, for x. Reference: Gal, Ghahramani, "A theoretically grounded application of dropout in
     * recurrent neural networks", NIPS 2016.
     */
    public L recurrentDropout(double rate) {
        recurrentDropout = rate;
        return self();
    }

    /** A seed that is mixed into the random stream of the dropout masks; default none. */
    public L seed(int seed) {
        this.seed = seed;
        return self();
    }

    /** Whether y contains the outputs of all steps instead of that of the last step only; default false. */
    public L returnSequences(boolean on) {
        returnSequences = on;
        return self();
    }

    /** Whether the last states are returned as further outputs; default false. */
    public L returnState(boolean on) {
        returnState = on;
        return self();
    }

    /** Whether the sequence is processed from its last step to its first, and outputs are in that order; default false. */
    public L goBackwards(boolean on) {
        goBackwards = on;
        return self();
    }

    /**
     * Whether the last states of row i of a batch are the initial states of row i of the next batch, in fit, evaluate and predict alike,
     * until {@link #resetState} is called; default false. All batches must then have the same size, and fit must not shuffle the data:
     * {@code shuffle(false)}.
     */
    public L stateful(boolean on) {
        stateful = on;
        return self();
    }

    @Override
    protected final List<RecurrentState> recurrentStates() {
        return stateful ? states.subList(0, stateCount()) : List.of();
    }

    /** Resets the states of a stateful layer to zeros. */
    @Override
    public void resetState() {
        super.resetState();
    }

    /** Accepted for compatibility with Keras, which then unrolls the loop over the steps; has no effect in Cornet. Default false. */
    public L unroll(boolean on) {
        unroll = on;
        return self();
    }

    /** Whether the output of a masked step is zero instead of the last output; default false. */
    public L zeroOutputForMask(boolean on) {
        zeroOutputForMask = on;
        return self();
    }

    @Override
    protected void validate() {
        require(units > 0, "units, the number of outputs, must be positive, got %d", units);
        require(dropout >= 0 && dropout <= 1, "dropout must be between 0 and 1, got %s", dropout);
        require(
                recurrentDropout >= 0 && recurrentDropout <= 1,
                "recurrent_dropout must be between 0 and 1, got %s",
                recurrentDropout);
    }

    // ---- shapes

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        requireShape(
                ins.size() == 1 || ins.size() == 1 + stateCount(),
                "takes a sequence, alone or with as many states to begin with as it has (%d), got %d inputs",
                stateCount(),
                ins.size());
        Shape in = ins.get(0);
        requireShape(
                in.rank() == 3 && in.dim(1) != 0,
                "wants sequences (steps, features), got samples of shape %s.%s",
                in.withoutBatch(),
                SequenceChecks.inputHint(in));
        Shape ofState = Shape.of(in.dim(0), units);
        for (Shape state : ins.subList(1, ins.size())) {
            requireShape(state.equals(ofState), "wants states of shape (%d), got %s", units, state.withoutBatch());
        }
        List<Shape> outs = new ArrayList<>();
        outs.add(returnSequences ? in.withLast(units) : ofState);
        for (int s = 0; returnState && s < stateCount(); s++) {
            outs.add(ofState);
        }
        return outs;
    }

    @Override
    protected void build(List<Shape> ins) {
        buildKernel(Shape.of(ins.get(0).last(), Math.multiplyExact(gateCount(), units)));
        recurrentKernel = weight(
                "recurrent_kernel",
                Shape.of(units, Math.multiplyExact(gateCount(), units)),
                recurrentInitializer,
                recurrentRegularizer,
                recurrentConstraint);
        buildBias(biasShape());
    }

    /** In training the layer itself divides the rows of the batch among the threads: see {@link RecurrentRun}. */
    @Override
    protected final RowUse rowUse(boolean training) {
        return training ? RowUse.WHOLE_IS_FASTER : RowUse.SLICES;
    }

    @Override
    protected final @Nullable String lastActivation() {
        return null;
    }

    @Override
    protected final String inputArgumentName() {
        return "initial_state";
    }

    // ---- masks

    @Override
    protected boolean readsMask() {
        return true;
    }

    @Override
    protected final @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape in = ins.get(0);
        Shape mask = masks.get(0);
        requireShape(
                mask == null || mask.equals(in.range(0, 2)),
                "wants a mask of one value for each step of %s, got %s",
                in.withoutBatch(),
                mask == null ? "" : mask.withoutBatch());
        return returnSequences && mask != null ? OutputMask.ofInput(mask) : null;
    }

    // ---- forward and backward

    /** The initial value of a state: its last value in the previous batch; null if the state begins with zeros. */
    @Nullable
    Tensor initialState(int state, int rows) {
        Tensor previous = stateful ? states.get(state).value() : null;
        requireShape(
                previous == null
                        || (previous.shape().rank() == 2 && previous.shape().last() == units),
                "is stateful and was given states of shape %s to go on with; expected (batch, %d). Call resetState() before.",
                previous == null ? "" : previous.shape(),
                units);
        requireShape(
                previous == null || previous.shape().dim(0) == rows,
                "is stateful and holds the states of a batch of %d, got a batch of %d. Give batches of one size, or call"
                        + " resetState() before.",
                previous == null ? 0 : previous.shape().dim(0),
                rows);
        return previous;
    }

    @Override
    protected final Outputs run(List<Tensor> xs, Pass pass) {
        RecurrentRun run = new RecurrentRun(this, xs, pass);
        List<Tensor> ys = new ArrayList<>(List.of(run.output()));
        List<Tensor> lastStates = run.forward(ys.get(0));
        for (int s = 0; s < recurrentStates().size(); s++) {
            pass.assignAfterStep(states.get(s), lastStates.get(s));
        }
        ys.addAll(returnState ? lastStates : List.of());
        List<Output> penalized = ys.stream() // as in Keras, the activity penalty covers returned states too
                .map(y -> withActivityPenalty(new Output(y, (dy, grads) -> dy), pass))
                .toList();
        return Outputs.of(ys, (dys, grads) -> {
            List<Tensor> penalizedDys = new ArrayList<>();
            for (int i = 0; i < penalized.size(); i++) {
                penalizedDys.add(
                        Objects.requireNonNull(penalized.get(i).backward().apply(dys.get(i), grads)));
            }
            return run.backward(penalizedDys, grads);
        });
    }
}
