package dev.cornet.graph;

import dev.cornet.exceptions.MemoryException;
import dev.cornet.file.Limits;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a whole batch that one segment computes and another reads, or that are outputs or logits. Values that slices compute, and
 * outputs, have buffers that are kept for the next batch.
 */
final class BatchValues {
    private final Plan plan;
    private final @Nullable Tensor[] activations;
    private final @Nullable Tensor[] buffers;

    /** Creates the storage for a plan and for all plans with the same values. */
    BatchValues(Plan plan) {
        this.plan = plan;
        this.activations = new Tensor[plan.values()];
        this.buffers = new Tensor[plan.values()];
    }

    /** Begins a batch: no value has been computed. */
    void begin() {
        Arrays.fill(activations, null);
    }

    /** Returns value {@code v} of the whole batch. */
    Tensor activation(int v) {
        Tensor tensor = activations[v];
        if (tensor == null) {
            throw new IllegalStateException("value " + v + " is not stored for the whole batch");
        }
        return tensor;
    }

    /** Sets value {@code v} to a tensor whose memory does not belong to this object. */
    void setActivation(int v, Tensor tensor) {
        activations[v] = tensor;
    }

    /** Sets value {@code v} to its buffer for {@code rows} rows. */
    void useBuffer(int v, int rows) {
        Tensor buffer = resized(plan, v, buffers[v], shape(v, rows));
        buffers[v] = buffer;
        activations[v] = buffer;
    }

    /** Returns the shape of value {@code v} in a batch of {@code rows} rows. A value without rows must have been computed. */
    Shape shape(int v, int rows) {
        return plan.isRows(v)
                ? plan.shape(v).withoutBatch().withBatch(rows) // both are cached
                : activation(v).shape();
    }

    /**
     * Returns a buffer of this shape for value {@code v}: the given buffer if its array is long enough, else a new one. An exception for
     * lack of memory names the operation that computes the value.
     */
    static Tensor resized(Plan plan, int v, @Nullable Tensor buffer, Shape shape) {
        if (buffer != null && buffer.shape().equals(shape)) {
            return buffer;
        }
        if (buffer != null && buffer.data().length >= shape.size()) {
            return Tensor.wrap(buffer.data(), 0, shape);
        }
        try {
            return Limits.zeros(shape);
        } catch (MemoryException | OutOfMemoryError e) {
            Step producer = plan.steps().get(Math.max(0, plan.producer(v)));
            throw ReturnedValueChecks.outOfMemory(producer, shape.dim(0), e);
        }
    }

    /** Returns the values with these numbers; null for −1. */
    List<@Nullable Tensor> select(int[] vs) {
        List<@Nullable Tensor> selected = new ArrayList<>();
        for (int v : vs) {
            selected.add(v < 0 ? null : activation(v));
        }
        return selected;
    }

    /** Returns the outputs of a plan that has the values of this object's plan. */
    List<Tensor> outputs(Plan planOfRun) {
        List<Tensor> outputs = new ArrayList<>();
        for (int v : planOfRun.outputs()) {
            outputs.add(activation(v));
        }
        return outputs;
    }
}
