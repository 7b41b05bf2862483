package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.constraints.Constraint;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What layers that walk along the steps of a sequence share: x (batch, steps, in), y (batch, units) or, with {@code returnSequences},
 * (batch, steps, units). W "kernel" (in, gates·units), U "recurrent_kernel" (units, gates·units), b "bias".
 *
 * <p>A state to begin with is given as further inputs, {@code new LSTM(8).of(x, h, c)}; with {@code returnState} the last states are
 * further outputs, {@code y.node().outputs()}. A masked step leaves the states as they are and repeats the last output.
 *
 * @param <L> the layer itself
 */
abstract class BaseRNN<L extends BaseRNN<L>> extends BiasActivationLayer.KernelLayer<L> {
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

    /** A stateful layer's states. */
    private final List<RecurrentState> carried = List.of(new RecurrentState(), new RecurrentState());

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

    /** The number of blocks of columns in W and U. */
    abstract int gates();

    /** The number of blocks of {@code units} values that the products of a step give. */
    int blocks() {
        return gates();
    }

    /** The number of blocks of {@code units} values that a step saves for the way back; at least {@link #blocks}. */
    abstract int saved();

    /** The number of states: h, and c for an LSTM. */
    int states() {
        return 1;
    }

    /** The algebra of the steps for one run. */
    abstract RecurrentCell cell(RecurrentRun run);

    Shape biasShape() {
        return Shape.of(Math.multiplyExact(gates(), units));
    }

    /** The start values of U; default orthogonal. */
    public L recurrentInitializer(Initializer initializer) {
        recurrentInitializer = initializer;
        return self();
    }

    public L recurrentInitializer(String name) {
        return recurrentInitializer(unit(Initializer.class, "recurrent_initializer", name));
    }

    /** A penalty on U, added to the loss. */
    public L recurrentRegularizer(Regularizer regularizer) {
        recurrentRegularizer = regularizer;
        return self();
    }

    public L recurrentRegularizer(String name) {
        return recurrentRegularizer(unit(Regularizer.class, "recurrent_regularizer", name));
    }

    /** What U is projected on after each update. */
    public L recurrentConstraint(Constraint constraint) {
        recurrentConstraint = constraint;
        return self();
    }

    public L recurrentConstraint(String name) {
        return recurrentConstraint(unit(Constraint.class, "recurrent_constraint", name));
    }

    /** The part of the inputs dropped in training, the same in all steps; default 0. */
    public L dropout(double rate) {
        dropout = rate;
        return self();
    }

    /**
     * The part of h dropped before it meets U in training, the same in all steps and gates; default 0. Reference: Gal, Ghahramani, "A
     * theoretically grounded application of dropout in recurrent neural networks", NIPS 2016.
     */
    public L recurrentDropout(double rate) {
        recurrentDropout = rate;
        return self();
    }

    /** A seed of its own for what is dropped. */
    public L seed(int seed) {
        this.seed = seed;
        return self();
    }

    /** Whether y holds the output of each step; default false: only the last one. */
    public L returnSequences(boolean on) {
        returnSequences = on;
        return self();
    }

    /** Whether the last states are outputs too; default false. */
    public L returnState(boolean on) {
        returnState = on;
        return self();
    }

    /** Whether the steps are taken from the last to the first, and their outputs come in that order; default false. */
    public L goBackwards(boolean on) {
        goBackwards = on;
        return self();
    }

    /**
     * Whether row i of a batch goes on with the states that row i of the batch before has left, in fit, evaluate and predict alike, until
     * {@link #resetState}; default false. All batches must be of one size then, and in fit the order of the data counts: {@code
     * shuffle(false)}.
     */
    public L stateful(boolean on) {
        stateful = on;
        return self();
    }

    @Override
    public final List<RecurrentState> carried() {
        return stateful ? carried.subList(0, states()) : List.of();
    }

    /** Accepted as Keras does; changes nothing here. */
    public L unroll(boolean on) {
        unroll = on;
        return self();
    }

    /** Whether the outputs of masked steps are zeros instead of the last output; default false. */
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
                ins.size() == 1 || ins.size() == 1 + states(),
                "takes a sequence, alone or with as many states to begin with as it has (%d), got %d inputs",
                states(),
                ins.size());
        Shape in = ins.get(0);
        requireShape(
                in.rank() == 2 && in.dim(0) != 0,
                "wants sequences (steps, features), got samples of shape %s.%s",
                in,
                SequenceChecks.mend(in));
        for (Shape state : ins.subList(1, ins.size())) {
            requireShape(state.equals(Shape.of(units)), "wants states of shape (%d), got %s", units, state);
        }
        List<Shape> outs = new ArrayList<>();
        outs.add(returnSequences ? Shape.of(in.dim(0), units) : Shape.of(units));
        for (int s = 0; returnState && s < states(); s++) {
            outs.add(Shape.of(units));
        }
        return outs;
    }

    @Override
    protected List<Shape> buildAll(List<Shape> ins) {
        List<Shape> outs = outputShapes(ins);
        buildKernel(Shape.of(ins.get(0).last(), Math.multiplyExact(gates(), units)));
        recurrentKernel = weight(
                "recurrent_kernel",
                Shape.of(units, Math.multiplyExact(gates(), units)),
                recurrentInitializer,
                recurrentRegularizer,
                recurrentConstraint);
        buildBias(biasShape());
        return outs;
    }

    @Override
    protected final Shape outputShape(Shape in) {
        return outputShapes(List.of(in)).get(0);
    }

    /** Its own lanes of rows share the work better than slices would: U stays in a core's cache, dW and dU are one product each. */
    @Override
    public final boolean needsWholeBatch() {
        return true;
    }

    @Override
    public final @Nullable String lastActivation() {
        return null;
    }

    @Override
    public final String inputArgumentNames() {
        return "initial_state";
    }

    // ---- masks

    @Override
    public boolean readsMask() {
        return true;
    }

    @Override
    public final @Nullable Shape maskShape(List<Shape> ins, List<@Nullable Shape> masks) {
        Shape mask = masks.get(0);
        requireShape(
                mask == null || mask.equals(Shape.of(ins.get(0).dim(0))),
                "wants a mask of one value for each step of %s, got %s",
                ins.get(0),
                mask);
        return returnSequences ? mask : null;
    }

    // ---- the run

    /** What the batch before has left of a state, for batches of this size; null where it begins with zeros. */
    @Nullable
    Tensor carried(int state, int rows) {
        Tensor before = stateful ? carried.get(state).value() : null;
        requireShape(
                before == null || (before.shape().rank() == 2 && before.shape().last() == units),
                "is stateful and was given states of shape %s to go on with; expected (batch, %d). Call resetState() before.",
                before == null ? "" : before.shape(),
                units);
        requireShape(
                before == null || before.shape().dim(0) == rows,
                "is stateful and holds the states of a batch of %d, got a batch of %d. Give batches of one size, or call"
                        + " resetState() before.",
                before == null ? 0 : before.shape().dim(0),
                rows);
        return before;
    }

    @Override
    public final Outputs run(List<Tensor> xs, Pass pass) {
        RecurrentRun run = new RecurrentRun(this, xs, pass);
        List<Tensor> ys = new ArrayList<>(List.of(run.output()));
        List<Tensor> states = run.forward(ys.get(0));
        for (int s = 0; s < carried().size(); s++) {
            pass.assignAfterStep(carried.get(s), states.get(s));
        }
        ys.addAll(returnState ? states : List.of());
        List<Output> ends = ys.stream()
                .map(y -> penalized(new Output(y, (dy, grads) -> dy), pass)) // each, as in Keras, states too
                .toList();
        return Outputs.of(ys, (dys, grads) -> {
            List<Tensor> given = new ArrayList<>();
            for (int i = 0; i < ends.size(); i++) {
                given.add(Objects.requireNonNull(ends.get(i).backward().apply(dys.get(i), grads)));
            }
            return run.backward(given, grads);
        });
    }

    @Override
    protected final Output forward(Tensor x, Pass pass) {
        Outputs out = run(List.of(x), pass);
        return new Output(out.y(0), (dy, grads) -> way(out, dy, grads, pass));
    }

    private static @Nullable Tensor way(Outputs out, Tensor dy, Gradients grads, Pass pass) {
        List<Tensor> dys = new ArrayList<>();
        dys.add(dy);
        for (Tensor state : out.ys().subList(1, out.ys().size())) {
            dys.add(pass.zeros(state.shape()));
        }
        return out.backward(dys, grads).get(0);
    }
}
