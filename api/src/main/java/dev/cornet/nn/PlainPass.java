package dev.cornet.nn;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.exceptions.Arguments;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A pass that takes its tensors from an {@link Arena}: for operations outside a model, and the base of the engine's own pass. */
public class PlainPass implements Pass {
    private final Arena arena;
    private final List<PlacedUpdate> updates = new ArrayList<>();
    private boolean training;
    private boolean isTrainingStep;
    private RandomStream stepRandom;
    private int node;
    private long firstRow;
    private int batchRows = 1;
    private @Nullable Precision precision;
    private List<@Nullable Tensor> masks = List.of();
    private double losses;

    /**
     * Creates a pass.
     *
     * @param training whether dropout, batch statistics and the like are on
     * @param random the random stream of the step, from which that of each node is derived
     * @param arena the memory from which tensors are taken
     */
    public PlainPass(boolean training, RandomStream random, Arena arena) {
        this.training = training;
        this.isTrainingStep = training;
        this.stepRandom = random;
        this.arena = arena;
    }

    // ---- methods for the code that runs operations

    /** Begins a run whose first row is row {@code first} of a batch of {@code rows} rows. */
    public void begin(boolean isTraining, RandomStream random, long first, int rows) {
        training = isTraining;
        isTrainingStep = isTraining;
        stepRandom = random;
        losses = 0;
        updates.clear(); // left over from a run that has failed
        arena.reset();
        rows(first, rows);
    }

    /** Sets the number of the node that runs next; its inputs have no masks. */
    public void beginNode(int number) {
        node = number;
        masks = List.of();
    }

    /** Sets the index of the first row of this run, and the number of rows of the whole batch. */
    public final void rows(long first, int rows) {
        firstRow = first;
        batchRows = rows;
    }

    /** Sets the masks of the inputs of the node that runs next. */
    public final void masks(List<@Nullable Tensor> masksOfInputs) {
        masks = masksOfInputs;
    }

    /** Sets the precision of the backend; default: {@link Backends#precision()}. */
    public final void precision(Precision ofBackend) {
        precision = ofBackend;
    }

    /** Sets the mode of the call that runs next: training, inference, or, for null, that of the run. */
    public final void callTraining(@Nullable Boolean ofCall) {
        training = ofCall == null ? isTrainingStep : ofCall;
    }

    public final Arena arena() {
        return arena;
    }

    /** Removes and returns the updates requested so far, in the order of the requests. */
    public final List<PlacedUpdate> takeUpdates() {
        if (updates.isEmpty()) {
            return List.of();
        }
        List<PlacedUpdate> taken = List.copyOf(updates);
        updates.clear();
        return taken;
    }

    // ---- methods for operations

    @Override
    public final boolean training() {
        return training;
    }

    @Override
    public final boolean isTrainingStep() {
        return isTrainingStep;
    }

    @Override
    public boolean requiresBackward() {
        return true;
    }

    @Override
    public final Backend backend() {
        Precision ofModel = precision;
        return ofModel == null ? Backends.current() : Backends.current(ofModel);
    }

    @Override
    public final Tensor tensor(Shape shape) {
        return arena.take(shape);
    }

    @Override
    public final RandomStream random() {
        return stepRandom.foldIn(node);
    }

    @Override
    public final long firstRow() {
        return firstRow;
    }

    @Override
    public final int batchRows() {
        return batchRows;
    }

    @Override
    public final List<@Nullable Tensor> masks() {
        return masks;
    }

    /** {@inheritDoc} In a training step outside a model, packed forms of a trained weight would not be used again. */
    @Override
    public @Nullable PackedWeights packed(Variable w) {
        return isTrainingStep && w.trainable() ? null : w.packed();
    }

    @Override
    public final void addLoss(double loss) {
        losses += loss;
    }

    @Override
    public final double losses() {
        return losses;
    }

    @Override
    public final void update(Assignable state, StateUpdate update) {
        Arguments.notNull(state, "Pass.update", "state");
        Arguments.notNull(update, "Pass.update", "update").requireFits(state);
        updates.add(new PlacedUpdate(node, countOf(state), state, update));
    }

    /** Returns the number of updates of a state that the current node has requested so far. */
    private int countOf(Assignable state) {
        int count = 0;
        for (PlacedUpdate earlier : updates) {
            count += earlier.node() == node && earlier.state() == state ? 1 : 0;
        }
        return count;
    }

    @Override
    public final <T> T nested(int branch, int times, List<@Nullable Tensor> innerMasks, Supplier<T> body) {
        RandomStream outerRandom = stepRandom;
        long outerFirst = firstRow;
        int outerRows = batchRows;
        try {
            stepRandom = stepRandom.foldIn(-1 - branch);
            rows(firstRow * times, batchRows * times);
            return withMasks(innerMasks, body);
        } finally {
            stepRandom = outerRandom;
            rows(outerFirst, outerRows);
        }
    }

    @Override
    public final <T> T withTraining(@Nullable Boolean ofCall, Supplier<T> body) {
        if (ofCall == null) {
            return body.get();
        }
        boolean outer = training;
        training = ofCall;
        try {
            return body.get();
        } finally {
            training = outer;
        }
    }

    @Override
    public final <T> T withMasks(List<@Nullable Tensor> innerMasks, Supplier<T> body) {
        List<@Nullable Tensor> outer = masks;
        masks = innerMasks;
        try {
            return body.get();
        } finally {
            masks = outer;
        }
    }
}
