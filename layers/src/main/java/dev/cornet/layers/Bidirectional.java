package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.config.Configs;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Fluent;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.RowUse;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bidirectional wrapper of a recurrent layer: one copy processes the sequence from the first step to the last, one copy from the last to
 * the first, and their outputs are merged.
 *
 * <p>x (batch, steps, features); y has the shape of the layer's output, with twice the units if the merge mode is "concat" (default).
 * Initial states and last states are those of the forward layer followed by those of the backward layer.
 *
 * <p>References: Schuster, Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 45, 1997; Keras'
 * Bidirectional page.
 */
public final class Bidirectional extends Fluent<Bidirectional> {
    @Option
    private @Nullable String mergeMode = "concat";

    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // set by reflection when a saved model is read
    private Layer layer;

    @Option(required = true)
    @SuppressWarnings("NullAway.Init") // as above
    private Layer backwardLayer;

    @SuppressWarnings("NullAway.Init") // see layer
    private Bidirectional() {}

    /**
     * Wraps two copies of {@code layer}: an {@link LSTM}, a {@link GRU}, a {@link SimpleRNN}, or an {@link RNN} with a cell of one's
     * own.
     */
    public Bidirectional(Layer layer) {
        Arguments.notNull(layer, "Bidirectional", "layer");
        this.layer = Configs.copy(layer).named("forward_" + layer.name());
        this.backwardLayer = Configs.copy(layer).named("backward_" + layer.name());
        recurrent(backwardLayer).goBackwards(true);
        validate();
    }

    /** How the two outputs are merged: "concat", "sum", "mul", "ave", or "none" or null for two separate outputs; default "concat". */
    public Bidirectional mergeMode(@Nullable String mode) {
        mergeMode = "none".equals(mode) ? null : mode;
        return checked();
    }

    /**
     * The layer for the backward direction; default a copy of the wrapped layer. Exactly one of the two layers must have goBackwards(true).
     */
    public Bidirectional backwardLayer(Layer backward) {
        backwardLayer = backward;
        return checked();
    }

    private BaseRNN<?> recurrent(Layer inner) {
        require(
                inner instanceof BaseRNN,
                "wants an LSTM, a GRU, a SimpleRNN, an RNN or another subclass of BaseRNN inside, got a %s",
                LayerAccess.typeName(inner));
        return (BaseRNN<?>) inner;
    }

    private BaseRNN<?> forwardRnn() {
        return recurrent(layer);
    }

    private BaseRNN<?> backwardRnn() {
        return recurrent(backwardLayer);
    }

    @Override
    protected void validate() {
        require(
                mergeMode == null || List.of("concat", "sum", "mul", "ave").contains(mergeMode),
                "merge_mode must be \"concat\", \"sum\", \"mul\", \"ave\" or \"none\", got \"%s\"",
                mergeMode);
        require(
                forwardRnn().goesBackwards() != backwardRnn().goesBackwards(),
                "one of the two layers must go backwards and the other must not: give the second one goBackwards(%s)",
                !forwardRnn().goesBackwards());
        require(
                forwardRnn().returnsSequences() == backwardRnn().returnsSequences()
                        && forwardRnn().returnsState() == backwardRnn().returnsState()
                        && forwardRnn().recurrentStates().size()
                                == backwardRnn().recurrentStates().size(),
                "both layers must agree in return_sequences, return_state and stateful");
        forwardRnn().zeroOutputForMask(forwardRnn().returnsSequences());
        backwardRnn().zeroOutputForMask(backwardRnn().returnsSequences());
    }

    @Override
    protected List<Layer> sublayers() {
        return List.of(layer, backwardLayer);
    }

    @Override
    protected List<RecurrentState> recurrentStates() {
        return Stream.of(layer, backwardLayer)
                .flatMap(inner -> LayerAccess.recurrentStates(inner).stream())
                .toList();
    }

    /** Resets the states of both layers to zeros. */
    @Override
    public void resetState() {
        super.resetState();
    }

    // ---- shapes and masks

    /** Also builds both layers, whose output shapes are needed. */
    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        int states = forwardRnn().stateSizes().length + backwardRnn().stateSizes().length;
        requireShape(
                ins.size() == 1 || ins.size() == 1 + states,
                "takes a sequence, alone or with as many states to begin with as it has (%d), got %d inputs",
                states,
                ins.size());
        Shape in = ins.get(0);
        requireShape(
                in.rank() == 3,
                "wants sequences (steps, features), got samples of shape %s.%s",
                in.withoutBatch(),
                SequenceChecks.inputHint(in));
        List<Shape> fs = LayerAccess.buildOrCheck(layer, forwardInputs(ins));
        List<Shape> bs = LayerAccess.buildOrCheck(backwardLayer, backwardInputs(ins));
        List<Shape> outs = new ArrayList<>();
        Shape f = fs.get(0);
        Shape b = bs.get(0);
        if (mergeMode == null) {
            outs.addAll(List.of(f, b));
        } else {
            boolean concat = mergeMode.equals("concat");
            requireShape(concat || f.equals(b), "merge_mode \"%s\" wants layers of equal units", mergeMode);
            outs.add(concat ? f.withLast(Math.addExact(f.last(), b.last())) : f);
        }
        outs.addAll(fs.subList(1, fs.size()));
        outs.addAll(bs.subList(1, bs.size()));
        return outs;
    }

    /** The forward layer's part of the inputs: the sequence and its initial states. */
    private <T> List<T> forwardInputs(List<T> ins) {
        return ins.size() == 1 ? ins : ins.subList(0, 1 + forwardRnn().stateSizes().length);
    }

    /** The backward layer's part of the inputs: the sequence and its initial states. */
    private <T> List<T> backwardInputs(List<T> ins) {
        List<T> inputs = new ArrayList<>(ins.subList(0, 1));
        inputs.addAll(ins.size() == 1 ? List.of() : ins.subList(1 + forwardRnn().stateSizes().length, ins.size()));
        return inputs;
    }

    @Override
    protected RowUse rowUse(boolean training) {
        RowUse forward = LayerAccess.rowUse(layer, training);
        RowUse backward = LayerAccess.rowUse(backwardLayer, training);
        return forward.compareTo(backward) >= 0 ? forward : backward;
    }

    @Override
    protected String inputArgumentName() {
        return "initial_state";
    }

    @Override
    protected boolean readsMask() {
        return true;
    }

    @Override
    protected @Nullable OutputMask computeMask(List<Shape> ins, List<@Nullable Shape> masks) {
        OutputMask mask = LayerAccess.computeMask(layer, ins, masks);
        return mask == null ? null : new OutputMask(mask.shape(), mask.computation(), sequenceOutputs());
    }

    /** The number of outputs before the last states. */
    private int sequenceOutputs() {
        return mergeMode == null ? 2 : 1;
    }

    // ---- forward and backward

    @Override
    protected Outputs run(List<Tensor> xs, Pass pass) {
        List<@Nullable Tensor> masks = Collections.singletonList(pass.mask());
        double losses = pass.losses();
        Outputs forwardOut = pass.nested(0, 1, masks, () -> LayerAccess.run(layer, forwardInputs(xs), pass));
        double lossesWithForward = pass.losses();
        Outputs backwardOut = pass.nested(1, 1, masks, () -> LayerAccess.run(backwardLayer, backwardInputs(xs), pass));
        boolean forwardPenalized = lossesWithForward != losses;
        boolean backwardPenalized = pass.losses() != lossesWithForward;
        Tensor yf = forwardOut.y(0);
        Tensor yb = inTimeOrder(backwardOut.y(0), pass);
        List<Tensor> ys = new ArrayList<>();
        if (mergeMode == null) {
            ys.addAll(List.of(yf, yb));
        } else {
            ys.add(BidirectionalMerge.merge(mergeMode, yf, yb, pass));
        }
        ys.addAll(forwardOut.ys().subList(1, forwardOut.ys().size()));
        ys.addAll(backwardOut.ys().subList(1, backwardOut.ys().size()));
        return Outputs.of(ys, (dys, grads) -> {
            List<Tensor> outputGradients = mergeMode == null
                    ? dys.subList(0, 2)
                    : BidirectionalMerge.split(mergeMode, dys.get(0), yf, yb, pass);
            int states = dys.size() - sequenceOutputs();
            List<Tensor> df = new ArrayList<>(List.of(outputGradients.get(0)));
            df.addAll(dys.subList(sequenceOutputs(), sequenceOutputs() + states / 2));
            List<Tensor> db = new ArrayList<>(List.of(inTimeOrder(outputGradients.get(1), pass)));
            db.addAll(dys.subList(sequenceOutputs() + states / 2, dys.size()));
            return sumGradients(
                    forwardPenalized || hasGradient(grads, 0, states / 2)
                            ? forwardOut.backward(df, grads)
                            : noGradients(forwardInputs(xs)),
                    backwardPenalized || hasGradient(grads, 1, states / 2)
                            ? backwardOut.backward(db, grads)
                            : noGradients(backwardInputs(xs)));
        });
    }

    /**
     * Whether a gradient reaches the forward layer (0) or the backward layer (1), through its output, the merged output or one of its
     * states.
     */
    private boolean hasGradient(Gradients grads, int layer, int states) {
        boolean any = grads.hasOutputGradient(mergeMode == null ? layer : 0);
        for (int s = 0; s < states; s++) {
            any |= grads.hasOutputGradient(sequenceOutputs() + layer * states + s);
        }
        return any;
    }

    private static List<@Nullable Tensor> noGradients(List<Tensor> xs) {
        return Collections.nCopies(xs.size(), null);
    }

    /** The sum of the dx of both layers, followed by the gradients of the initial states. */
    private static List<@Nullable Tensor> sumGradients(List<@Nullable Tensor> f, List<@Nullable Tensor> b) {
        Tensor dx = f.get(0);
        Tensor other = b.get(0);
        if (dx != null && other != null) {
            Ops.add(dx, other);
        }
        List<@Nullable Tensor> dxs = new ArrayList<>();
        dxs.add(dx != null ? dx : other);
        dxs.addAll(f.subList(1, f.size()));
        dxs.addAll(b.subList(1, b.size()));
        return dxs;
    }

    /** Puts the steps of the backward layer's output into the order of time; puts those of a gradient back into the layer's order. */
    private Tensor inTimeOrder(Tensor y, Pass pass) {
        return backwardRnn().returnsSequences() ? BidirectionalMerge.reversed(y, pass) : y;
    }

    /** The forward layer and the backward layer. */
    public List<Layer> layers() {
        return List.of(Objects.requireNonNull(layer), Objects.requireNonNull(backwardLayer));
    }
}
