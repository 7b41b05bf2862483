package dev.cornet.graph.plan;

import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation in a {@link Plan}; the values that it reads and computes are numbers.
 *
 * @param number the position of the call in the graph; selects its random stream
 * @param variables all variables of the operation
 * @param ins the values that are the inputs of the call
 * @param outs the values that are its outputs
 * @param reads all values that the step reads, masks included
 */
public record Step(
        int number,
        Operation operation,
        List<Variable> variables,
        int[] ins,
        int[] outs,
        int[] reads,
        StepMasks masks,
        StepMode mode) {
    public Step(int number, Operation operation, int[] ins, int[] outs, StepMasks masks, StepMode mode) {
        this(number, operation, operation.variables(), ins, outs, concatenate(ins, masks.ins()), masks, mode);
    }

    /** Returns the values followed by the masks that are not −1. */
    private static int[] concatenate(int[] values, int... masks) {
        int[] all = Arrays.copyOf(values, values.length + masks.length);
        int n = values.length;
        for (int m : masks) {
            if (m >= 0) {
                all[n++] = m;
            }
        }
        return n == all.length ? all : Arrays.copyOf(all, n);
    }

    /** Returns a step at the same position that computes {@code replacement}, without masks. */
    public Step with(Operation replacement, int[] inputs, int[] outputs) {
        StepMasks none = StepMasks.none(inputs.length, masks.isHidden());
        return new Step(number, replacement, inputs, outputs, none, new StepMode(training(), false));
    }

    /** Returns a step at the same position that computes {@code replacement} from the same inputs, with the same masks. */
    public Step with(Operation replacement, int[] outputs) {
        return new Step(number, replacement, ins, outputs, masks, mode);
    }

    /** Returns the same step under another number. */
    public Step numbered(int other) {
        return new Step(other, operation, variables, ins, outs, reads, masks, mode);
    }

    /** Returns the mode that the call, or an enclosing call, sets; null to follow the run. */
    public @Nullable Boolean training() {
        return mode.training();
    }

    /** Returns whether an inner call of the operation runs in training mode even in predictions. */
    public boolean containsTrainingCall() {
        return mode.containsTrainingCall();
    }

    /** Returns the value number of the mask of the outputs, if the step computes it; −1 for none. */
    public int mask() {
        return masks.out();
    }

    /** Returns whether the step runs in training mode, given whether the whole run does. */
    public boolean isTraining(boolean trainingRun) {
        Boolean ofCall = mode.training();
        return ofCall == null ? trainingRun : ofCall;
    }

    /** Returns whether the step, or an inner call of its operation, runs in training mode even in predictions. */
    public boolean trainsInPrediction() {
        return isTraining(false) || containsTrainingCall();
    }

    /** Returns whether an input has a mask. */
    public boolean isMasked() {
        for (int m : masks.ins()) { // called for each step of each slice, so no stream
            if (m >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Computes the mask of the outputs; only for steps that compute one. */
    public Tensor mask(List<Tensor> xs, Pass pass) {
        return LayerAccess.mask(Objects.requireNonNull(masks.layer()), xs, pass);
    }

    /** Returns whether the operation keeps a state from one batch to the next. */
    public boolean hasRecurrentState() {
        return operation instanceof Layer layer
                && !LayerAccess.recurrentStates(layer).isEmpty();
    }

    /** Returns whether training changes a weight of the operation now. */
    public boolean isTrainable() {
        for (Variable variable : variables) {
            if (variable.trainable()) {
                return true;
            }
        }
        return false;
    }

    /** Returns all values that the step computes, its mask included. */
    public int[] produces() {
        return concatenate(outs, masks.out());
    }
}
