package dev.cornet.graph;

import dev.cornet.backend.Ops;
import dev.cornet.graph.plan.Plan;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of the values of a whole batch in one training step. Slices add the gradients of their rows. The memory is kept for the
 * next batch.
 */
final class BatchGradients {
    private final Plan plan;
    private final BatchValues values;
    private final @Nullable Tensor[] gradients;

    /** Whether the buffer of a value already holds a gradient, to which others are added. */
    private final boolean[] initialized;

    /** Whether a slice has computed a gradient of a value. */
    private final boolean[] received;

    private int rows;

    BatchGradients(Plan plan, BatchValues values) {
        this.plan = plan;
        this.values = values;
        this.gradients = new Tensor[plan.values()];
        this.initialized = new boolean[plan.values()];
        this.received = new boolean[plan.values()];
    }

    /** Begins a step on a batch of {@code batchRows} rows. No value has a gradient yet. */
    void begin(int batchRows) {
        rows = batchRows;
        Arrays.fill(initialized, false);
        Arrays.fill(received, false);
    }

    /** Returns the gradient of value {@code v}; null if there is none. */
    @Nullable
    Tensor get(int v) {
        return initialized[v] ? buffer(v) : null;
    }

    /** Allocates the buffer of a value; must be called before slices call {@link #add} in parallel. */
    void allocate(int v) {
        buffer(v);
    }

    /** Adds the gradient of rows {@code from … to−1} of value {@code v}; null if these rows have none. */
    void add(int v, int from, int to, @Nullable Tensor dx) {
        Tensor all = buffer(v);
        Tensor sum = plan.isRows(v) ? all.rows(from, to) : all;
        received[v] |= dx != null;
        if (dx == null && !initialized[v]) {
            Ops.fill(sum, 0f);
        } else if (dx != null && initialized[v]) {
            Ops.add(sum, dx);
        } else if (dx != null) {
            sum.copyFrom(dx);
        }
    }

    /** Must be called when all slices of a segment have added the gradients of value {@code v}. */
    void complete(int v) {
        initialized[v] |= received[v];
    }

    /**
     * Returns a tensor into which a loss writes its gradient with respect to value {@code v}; {@link #addLoss} then adds it. The tensor is
     * the value's buffer, or a new tensor if another loss already uses the buffer, because the value is an output twice.
     *
     * @param hasLoss whether there is a loss; if not, the content of the tensor is ignored
     */
    Tensor forLoss(int v, boolean hasLoss) {
        Tensor buffer = buffer(v);
        Tensor gradient = initialized[v] ? Tensor.zeros(buffer.shape()) : buffer;
        initialized[v] |= hasLoss;
        return gradient;
    }

    /** Adds the gradient that a loss has written into the tensor returned by {@link #forLoss}. */
    void addLoss(int v, Tensor gradient) {
        Tensor buffer = buffer(v);
        if (gradient != buffer) {
            Ops.add(buffer, gradient);
        }
    }

    private Tensor buffer(int v) {
        Tensor buffer = BatchValues.resized(plan, v, gradients[v], values.shape(v, rows));
        gradients[v] = buffer;
        return buffer;
    }
}
