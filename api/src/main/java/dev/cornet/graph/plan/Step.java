package dev.cornet.graph.plan;

import dev.cornet.nn.Layer;
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
 * @param inMasks the value number of the mask of each input; −1 for none
 * @param mask the value number of the mask of the outputs, if the step computes it; −1 for none
 * @param maskLayer the layer that computes it; null for none
 * @param reads all values that the step reads, masks included
 * @param training the mode that the call, or an enclosing call, sets; null to follow the run
 * @param containsTrainingCall whether an inner call of the operation runs in training mode even in predictions
 * @param hidesMasks whether the layer does not receive the masks of its inputs; they still determine the mask of its output
 */
public record Step(
        int number,
        Operation operation,
        List<Variable> variables,
        int[] ins,
        int[] outs,
        int[] inMasks,
        int mask,
        @Nullable Layer maskLayer,
        int[] reads,
        @Nullable Boolean training,
        boolean containsTrainingCall,
        boolean hidesMasks) {
    public Step(
            int number,
            Operation operation,
            int[] ins,
            int[] outs,
            int[] inMasks,
            int mask,
            @Nullable Layer maskLayer,
            @Nullable Boolean training,
            boolean containsTrainingCall,
            boolean hidesMasks) {
        this(
                number,
                operation,
                operation.variables(),
                ins,
                outs,
                inMasks,
                mask,
                maskLayer,
                concatenate(ins, inMasks),
                training,
                containsTrainingCall,
                hidesMasks);
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
        return new Step(
                number, replacement, inputs, outputs, Plan.none(inputs.length), -1, null, training, false, hidesMasks);
    }

    /** Returns the same step under another number. */
    public Step numbered(int other) {
        return new Step(
                other, operation, ins, outs, inMasks, mask, maskLayer, training, containsTrainingCall, hidesMasks);
    }

    /** Returns whether the step runs in training mode, given whether the whole run does. */
    public boolean isTraining(boolean trainingRun) {
        return training == null ? trainingRun : training;
    }

    /** Returns whether the step, or an inner call of its operation, runs in training mode even in predictions. */
    public boolean trainsInPrediction() {
        return isTraining(false) || containsTrainingCall;
    }

    /** Returns whether an input has a mask. */
    public boolean isMasked() {
        for (int m : inMasks) { // called for each step of each slice, so no stream
            if (m >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Computes the mask of the outputs; only for steps with a {@link #maskLayer()}. */
    public Tensor mask(List<Tensor> xs, Pass pass) {
        return Objects.requireNonNull(maskLayer).mask(xs, pass);
    }

    /** Returns whether the operation keeps a state from one batch to the next. */
    public boolean hasRecurrentState() {
        return operation instanceof Layer layer && !layer.recurrentStates().isEmpty();
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
        return concatenate(outs, mask);
    }
}
