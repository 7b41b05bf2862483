package dev.cornet.graph;

import dev.cornet.backend.Ops;
import dev.cornet.graph.plan.Step;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of the values of one slice during its backward. If several steps read a value, its gradient is the sum of their
 * contributions.
 */
final class SliceGradients {
    private final ExecutionContext pass;
    private final LiveTensors values;
    private final LiveTensors gradients;

    /**
     * Creates the gradients.
     *
     * @param pass the pass whose arena provides the memory
     * @param values the values of the slice
     * @param count the number of values
     */
    SliceGradients(ExecutionContext pass, LiveTensors values, int count) {
        this.pass = pass;
        this.values = values;
        this.gradients = new LiveTensors(count);
    }

    void clear() {
        gradients.clear();
    }

    @Nullable
    Tensor get(int v) {
        return gradients.get(v);
    }

    /** Returns a live view of the gradients of the values {@code vs}. */
    List<@Nullable Tensor> select(int[] vs) {
        return new TensorSelection(gradients.all(), vs);
    }

    /** Adds {@code dy} to the gradient of a value. The backward of the step that computes the value may overwrite {@code dy}. */
    void add(int v, Tensor dy) {
        Tensor before = gradients.get(v);
        gradients.set(v, before == null ? dy : sum(before, dy));
    }

    /** Returns for each of the values {@code vs} whether it has a gradient; null if all have one. */
    boolean @Nullable [] flags(int[] vs) {
        boolean[] flags = null;
        for (int i = 0; i < vs.length; i++) {
            if (gradients.get(vs[i]) == null) {
                flags = flags == null ? new boolean[vs.length] : flags;
            }
        }
        for (int i = 0; flags != null && i < vs.length; i++) {
            flags[i] = gradients.get(vs[i]) != null;
        }
        return flags;
    }

    /** Returns whether at least one of the values {@code vs} has a gradient. */
    boolean hasAny(int[] vs) {
        for (int v : vs) {
            if (gradients.get(v) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sets missing gradients of the outputs {@code vs} of a step to zeros. The loss depends on the step only through its other outputs, or
     * through a penalty.
     */
    void setMissingToZero(int[] vs) {
        for (int v : vs) {
            if (gradients.get(v) == null) {
                gradients.set(
                        v, pass.zeros(Objects.requireNonNull(values.get(v)).shape()));
            }
        }
    }

    Tensor required(int v) {
        return Objects.requireNonNull(gradients.get(v), "missing gradients have been set to zero");
    }

    /**
     * Adds the gradients that the backward of a step has returned to those of the step's inputs.
     *
     * @param requiresGradient for each value whether its gradient is required
     * @param all whether all outputs of the step had a gradient
     */
    void addInputGradients(Step step, List<@Nullable Tensor> dxs, boolean[] requiresGradient, boolean all) {
        for (int i = 0; i < step.ins().length; i++) {
            Tensor dx = dxs.get(i);
            // The layer Add returns the same dx for all inputs, but each preceding layer may overwrite its gradient.
            boolean isShared = false;
            for (int j = 0; j < i && dx != null; j++) {
                Tensor other = dxs.get(j);
                isShared |= other != null && other.data() == dx.data();
            }
            addInputGradient(step, i, dx != null && isShared ? copy(dx) : dx, requiresGradient, all);
        }
    }

    /** Adds the gradient of one input, as {@link #addInputGradients}. */
    void addInputGradient(Step step, int input, @Nullable Tensor dx, boolean[] requiresGradient, boolean all) {
        int v = step.ins()[input];
        if (requiresGradient[v]) {
            ReturnedValueChecks.requireGradient(step.operation(), input, dx, values.get(v), all);
            if (dx != null) {
                add(v, dx);
            }
        }
    }

    /** Removes the gradients of the values {@code vs} and returns their memory to the arena. */
    void release(int[] vs) {
        for (int v : vs) {
            gradients.release(v, pass.arena());
        }
    }

    /** Returns the memory taken between two marks to the arena, except arrays that hold gradients. */
    void releaseMemory(int from, int to) {
        pass.arena().release(from, to, gradients.sharesArray);
    }

    private Tensor sum(Tensor a, Tensor b) {
        Tensor sum = copy(a);
        Ops.add(sum, b);
        return sum;
    }

    private Tensor copy(Tensor x) {
        Tensor copy = pass.tensor(x.shape());
        copy.copyFrom(x);
        return copy;
    }
}
