package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A computation that can be a node of a graph. A {@link Layer} is an operation with options, weights and a name of its own.
 *
 * <p>A subclass implements {@link #outputs} and {@link #run}, and overrides what else differs from the default. Only the engine calls
 * these methods; a wrapper of other operations calls them by {@link LayerAccess}. An operation holds no state of a run: one instance may
 * process slices of a batch in parallel and be called at several nodes. Only layers pass masks on; the outputs of other operations have
 * none.
 */
public abstract class Operation {
    /** Returns the name for messages and default layer names: the class name in snake case. */
    public String name() {
        return KerasNames.snake(typeName());
    }

    /** Returns the simple class name. */
    protected String typeName() {
        return KerasNames.of(getClass());
    }

    /** Returns the description for messages: the class name; for a layer, also its own name. */
    protected String describe() {
        return typeName();
    }

    /** Returns the shapes and kinds of the outputs for inputs of these shapes and kinds; throws if they do not fit. */
    protected abstract List<Value> outputs(List<Value> ins);

    /**
     * Returns whether a run in this mode needs all rows of the batch at once. An operation that reads or computes a {@link ValueKind#WHOLE}
     * value always gets them, whatever it returns here. Default: {@link RowUse#SLICES}.
     */
    protected RowUse rowUse(boolean training) {
        return RowUse.SLICES;
    }

    /**
     * Returns whether an operation that {@link RowUse#MIXES} rows may be computed for each shard of a batch alone, as BatchNormalization is
     * by Keras on each of several devices. Otherwise training in shards refuses the operation. Default: false.
     */
    protected boolean mixesWithinShards() {
        return false;
    }

    /**
     * Computes the outputs, and returns them with the backward function. Inputs of kind {@link ValueKind#ROWS} hold the rows of a slice or
     * of the whole batch; inputs of other kinds are complete.
     */
    protected abstract Outputs run(List<Tensor> xs, Pass pass);

    /** Returns all variables that a run reads. */
    public List<Variable> variables() {
        return List.of();
    }

    /** Applies this operation to symbols, and returns its first output; {@code of(…).node().outputs()} returns all of them. */
    public final Symbol of(Symbol... inputs) {
        return Node.apply(this, Arguments.nonNullElements(inputs, "of: inputs"))
                .outputs()
                .get(0);
    }

    /** Returns whether the engine runs the nodes of a graph in place of this operation, as it does for a nested model. */
    protected boolean runsAsGraph() {
        return false;
    }

    // ---- fusion

    /** Returns the epilogue by which a kernel can apply this operation in inference; {@link Epilogue#LINEAR} if there is none. */
    protected Epilogue epilogue() {
        return Epilogue.LINEAR;
    }

    /**
     * Returns the affine function of each channel that this operation computes in inference for an input of shape {@code in}; null if it
     * computes another function. The supplier reads the variables at each call of {@code get}.
     */
    protected @Nullable Supplier<ChannelAffine> channelAffine(Shape in) {
        return null;
    }

    /**
     * Returns this operation split into the computation of z and the activation y = φ(z); null if it has no activation. The engine uses it
     * to compute cross-entropy from z, the logits, instead of from the output of a softmax or sigmoid.
     */
    protected @Nullable SplitActivation splitActivation() {
        return null;
    }

    /**
     * Returns one operation that computes this operation and then {@code next} on its output; null if none is faster. The fused operation
     * takes the inputs of this operation, then the other inputs of {@code next} in order, and has the variables of both. Called only if
     * {@code next} alone reads the output of this operation, and no mask is involved. An operation that draws random numbers must not be
     * fused.
     */
    protected @Nullable Operation fuse(Operation next, FusionContext context) {
        return null;
    }

    /** Returns Keras' name of the activation applied last ("softmax"); null if none. */
    protected @Nullable String lastActivation() {
        return null;
    }

    /** Returns the axis of a {@link #lastActivation} such as softmax. The batch is axis 0; negative numbers count from the end. */
    protected int activationAxis() {
        return -1;
    }

    /** Returns the arguments of a call with {@code count} inputs, as written in Keras: a single input alone, several inputs as one list. */
    protected CallArguments arguments(int count) {
        return count == 1 ? CallArguments.single() : CallArguments.list(count);
    }
}
