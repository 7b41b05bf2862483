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
 * <p>An operation holds no state of a run: one instance may process slices of a batch in parallel and be called at several nodes. The output of
 * an operation has no mask; layers may pass masks on.
 */
public interface Operation {
    /** Returns the name for messages and default layer names: the class name in snake case. */
    default String name() {
        return KerasNames.snake(typeName());
    }

    /** Returns the simple class name. */
    default String typeName() {
        return KerasNames.of(getClass());
    }

    /** Returns name and class for messages. */
    default String describe() {
        return typeName();
    }

    /** Returns the shapes and kinds of the outputs for inputs of these shapes and kinds; throws if they do not fit. */
    List<Value> outputs(List<Value> ins);

    /**
     * Returns whether a run in this mode needs all rows of the batch at once. Not asked for steps that read a {@link ValueKind#WHOLE} value, which
     * always do. Default: {@link RowUse#SLICES}.
     */
    default RowUse rowUse(boolean training) {
        return RowUse.SLICES;
    }

    /**
     * Computes the outputs, and returns them with the backward function. Values of kind ROWS hold the rows of a slice or of the whole batch, those of
     * other kinds are whole.
     */
    Outputs run(List<Tensor> xs, Pass pass);

    /** Returns all variables that a run reads. */
    default List<Variable> variables() {
        return List.of();
    }

    /** Applies this operation to symbols, and returns its first output. */
    default Symbol of(Symbol... inputs) {
        return Node.apply(this, Arguments.nonNullElements(inputs, "of: inputs"))
                .outputs()
                .get(0);
    }

    // ---- fusion

    /** Returns the epilogue of a kernel that has the same effect as this operation in inference; {@link Epilogue#LINEAR} if there is none. */
    default Epilogue epilogue() {
        return Epilogue.LINEAR;
    }

    /**
     * Returns the function per channel that this operation computes in inference for an input of shape {@code in}, given the values of its variables
     * when {@code get} is called; null if it is no such function.
     */
    default @Nullable Supplier<ChannelAffine> channelAffine(Shape in) {
        return null;
    }

    /**
     * Returns this operation as one without its activation, and the activation; null if it applies none. With its help the engine computes losses from
     * logits, the argument of a softmax or sigmoid.
     */
    default @Nullable SplitActivation splitActivation() {
        return null;
    }

    /**
     * Returns an operation that computes {@code next} of this one; null if there is none that is faster. The fused operation takes the inputs of this
     * operation, then the others of {@code next} in order, and has the variables of both. Asked only if {@code next} alone reads the value
     * between them, and no mask is involved. An operation that draws random numbers must not be fused.
     */
    default @Nullable Operation fuse(Operation next, FusionContext context) {
        return null;
    }

    /** Returns Keras' name of the activation applied last ("softmax"); null if none. */
    default @Nullable String lastActivation() {
        return null;
    }

    /** Returns the axis along which {@link #lastActivation} runs, as softmax does. The batch is axis 0; negative numbers count from the end. */
    default int activationAxis() {
        return -1;
    }

    /** Returns how {@code count} inputs stand in a call, as in Keras: the only one alone, several in one list. */
    default CallArguments arguments(int count) {
        return count == 1 ? CallArguments.single() : CallArguments.list(count);
    }
}
