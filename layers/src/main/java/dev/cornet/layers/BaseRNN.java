package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Base class of recurrent layers: their options, shapes, masks and states. Such a layer may be wrapped by {@link Bidirectional}.
 *
 * <p>x (batch, steps, features), y (batch, units), the output of the last step, or, with {@code returnSequences}, (batch, steps, units).
 * Initial states are passed as further inputs, {@code new LSTM(8).of(x, h, c)}; with {@code returnState} the last states are further
 * outputs, {@code y.node().outputs()}. A masked step leaves the states unchanged and repeats the last output.
 *
 * <p>A cell of one's own is best written as a {@link RecurrentCell}, for which {@link RNN} loops over the steps. A subclass that computes
 * the steps itself implements {@link #stateSizes}, {@link #build(Shape)} and {@link #runSteps}, and applies mask and options there.
 *
 * @param <L> the layer itself
 */
public abstract class BaseRNN<L extends BaseRNN<L>> extends Fluent<L> {
    @Option
    private boolean returnSequences;

    @Option
    private boolean returnState;

    @Option
    private boolean goBackwards;

    @Option
    private boolean stateful;

    @Option
    private boolean unroll;

    @Option
    private boolean zeroOutputForMask;

    /** The states that a stateful layer keeps between batches; created when they are first asked for. */
    private final List<RecurrentState> states = new ArrayList<>();

    /** The number of values of each state, for one sample. */
    protected abstract int[] stateSizes();

    /** The number of values of the output of a step. Default: that of the first state, which is the output. */
    protected int outputSize() {
        return stateSizes()[0];
    }

    /** Creates the weights for sequences of shape {@code in}, (batch, steps, features). */
    protected abstract void build(Shape in);

    /**
     * Computes all steps. Returns y, as described by the options, and after it the last states, each (batch, size). The backward function
     * is given the gradients of y and, only with {@link #returnsState}, of the last states. It returns the gradients of x and of the
     * initial states, null for one that was not given.
     *
     * @param x the sequences (batch, steps, features)
     * @param initialStates the initial value of each state; null for zeros
     */
    protected abstract Outputs runSteps(Tensor x, List<@Nullable Tensor> initialStates, Pass pass);

    // ---- options

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

    /** Whether y contains the outputs of all steps. */
    protected final boolean returnsSequences() {
        return returnSequences;
    }

    /** Whether the last states are further outputs. */
    protected final boolean returnsState() {
        return returnState;
    }

    /** Whether the sequence is processed from its last step to its first. */
    protected final boolean goesBackwards() {
        return goBackwards;
    }

    /** Whether the output of a masked step is zero. */
    protected final boolean zeroesOutputForMask() {
        return zeroOutputForMask;
    }

    // ---- states

    @Override
    protected final List<RecurrentState> recurrentStates() {
        return stateful ? keptStates() : List.of();
    }

    private List<RecurrentState> keptStates() {
        int count = stateSizes().length;
        synchronized (states) {
            while (states.size() < count) {
                states.add(new RecurrentState());
            }
            return List.copyOf(states.subList(0, count));
        }
    }

    /** Resets the states of a stateful layer to zeros. */
    @Override
    public void resetState() {
        super.resetState();
    }

    /** The initial value of a state: its last value in the previous batch; null if the state begins with zeros. */
    private @Nullable Tensor keptValue(int state, int rows) {
        Tensor previous = stateful ? keptStates().get(state).value() : null;
        int size = stateSizes()[state];
        requireShape(
                previous == null
                        || (previous.shape().rank() == 2 && previous.shape().last() == size),
                "is stateful and was given states of shape %s to go on with; expected (batch, %d). Call resetState() before.",
                previous == null ? "" : previous.shape(),
                size);
        requireShape(
                previous == null || previous.shape().dim(0) == rows,
                "is stateful and holds the states of a batch of %d, got a batch of %d. Give batches of one size, or call"
                        + " resetState() before.",
                previous == null ? 0 : previous.shape().dim(0),
                rows);
        return previous;
    }

    // ---- shapes and masks

    @Override
    protected final void build(List<Shape> ins) {
        build(ins.get(0));
    }

    @Override
    protected final List<Shape> outputShapes(List<Shape> ins) {
        int[] sizes = stateSizes();
        requireShape(
                ins.size() == 1 || ins.size() == 1 + sizes.length,
                "takes a sequence, alone or with as many states to begin with as it has (%d), got %d inputs",
                sizes.length,
                ins.size());
        Shape in = ins.get(0);
        requireShape(
                in.rank() == 3 && in.dim(1) != 0,
                "wants sequences (steps, features), got samples of shape %s.%s",
                in.withoutBatch(),
                SequenceChecks.inputHint(in));
        List<Shape> ofStates =
                IntStream.of(sizes).mapToObj(size -> Shape.of(in.dim(0), size)).toList();
        for (int s = 0; s < ins.size() - 1; s++) {
            Shape state = ins.get(1 + s);
            requireShape(
                    state.equals(ofStates.get(s)),
                    "wants states of shape (%d), got %s",
                    sizes[s],
                    state.withoutBatch());
        }
        List<Shape> outs = new ArrayList<>();
        outs.add(returnSequences ? in.withLast(outputSize()) : Shape.of(in.dim(0), outputSize()));
        outs.addAll(returnState ? ofStates : List.of());
        return outs;
    }

    @Override
    protected final String inputArgumentName() {
        return "initial_state";
    }

    @Override
    protected final boolean readsMask() {
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

    @Override
    protected final Outputs run(List<Tensor> xs, Pass pass) {
        int count = stateSizes().length;
        List<@Nullable Tensor> initialStates = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            initialStates.add(
                    xs.size() > 1
                            ? xs.get(1 + s)
                            : keptValue(s, xs.get(0).shape().dim(0)));
        }
        Outputs all = runSteps(xs.get(0), initialStates, pass);
        for (int s = 0; stateful && s < count; s++) {
            pass.assignAfterStep(keptStates().get(s), all.y(1 + s));
        }
        return Outputs.of(
                all.ys().subList(0, returnState ? 1 + count : 1),
                (dys, grads) -> all.backward(dys, grads).subList(0, xs.size()));
    }
}
