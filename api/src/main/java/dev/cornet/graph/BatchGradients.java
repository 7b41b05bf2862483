package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of the values of a whole batch in one training step, with respect to the values and to their logits. Slices add the gradients of their
 * rows. The memory is kept for the next batch.
 */
final class BatchGradients {
    private final Plan plan;
    private final BatchValues values;
    private final @Nullable Tensor[] gradients;
    private final @Nullable Tensor[] logitGradients;

    /** Whether the buffer of a value already holds a gradient, to which others are added. */
    private final boolean[] initialized;

    private final boolean[] logitsInitialized;

    /** Whether a slice has computed a gradient of a value. */
    private final boolean[] received;

    private int rows;

    BatchGradients(Plan plan, BatchValues values) {
        this.plan = plan;
        this.values = values;
        this.gradients = new Tensor[plan.values()];
        this.logitGradients = new Tensor[plan.values()];
        this.initialized = new boolean[plan.values()];
        this.logitsInitialized = new boolean[plan.values()];
        this.received = new boolean[plan.values()];
    }

    /** Begins a step on a batch of {@code rows}, without any gradient. */
    void begin(int rows) {
        this.rows = rows;
        Arrays.fill(initialized, false);
        Arrays.fill(logitsInitialized, false);
        Arrays.fill(received, false);
    }

    /** Returns the gradient of value {@code v}; null if there is none. */
    @Nullable
    Tensor get(int v) {
        return initialized[v] ? buffer(v) : null;
    }

    /** Returns the gradient with respect to the logits of value {@code v}; null if there is none. */
    @Nullable
    Tensor ofLogits(int v) {
        return logitsInitialized[v] ? logitBuffer(v) : null;
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

    /** Returns a tensor for a gradient of value {@code v}, or of its logits, that {@link #addLoss} then adds. */
    Tensor forLoss(int v, boolean ofLogits) {
        Tensor buffer = ofLogits ? logitBuffer(v) : buffer(v);
        boolean isAdded = ofLogits ? logitsInitialized[v] : initialized[v]; // a value that is an output twice
        return isAdded ? Tensor.zeros(buffer.shape()) : buffer;
    }

    /** Marks that the next tensor of {@link #forLoss} for this value is to be added, since the value has a loss. */
    void reserveForLoss(int v, boolean ofLogits) {
        (ofLogits ? logitsInitialized : initialized)[v] = true;
    }

    /** Adds the gradient of a loss, which the loss has written into the tensor of {@link #forLoss}. */
    void addLoss(int v, boolean ofLogits, Tensor gradient) {
        Tensor buffer = ofLogits ? logitBuffer(v) : buffer(v);
        if (gradient != buffer) {
            Ops.add(buffer, gradient);
        }
    }

    private Tensor buffer(int v) {
        Tensor buffer = resized(gradients[v], v);
        gradients[v] = buffer;
        return buffer;
    }

    private Tensor logitBuffer(int v) {
        Tensor buffer = resized(logitGradients[v], v);
        logitGradients[v] = buffer;
        return buffer;
    }

    private Tensor resized(@Nullable Tensor buffer, int v) {
        return ReturnedValueChecks.resized(plan, v, buffer, values.shape(v, rows));
    }
}
