package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a whole batch that one segment computes and another reads, or that are outputs, and the logits of outputs. The memory is kept for the
 * next batch.
 */
final class BatchValues {
    private final Plan plan;
    private final @Nullable Tensor[] activations;
    private final @Nullable Tensor[] logits;

    BatchValues(Plan plan) {
        this.plan = plan;
        this.activations = new Tensor[plan.values()];
        this.logits = new Tensor[plan.outputs().length];
    }

    /** Returns value {@code v} of the whole batch. */
    Tensor activation(int v) {
        Tensor tensor = activations[v];
        if (tensor == null) {
            throw new IllegalStateException("value " + v + " is not stored for the whole batch");
        }
        return tensor;
    }

    void setActivation(int v, Tensor tensor) {
        activations[v] = tensor;
    }

    /** Returns the buffer for value {@code v} of {@code rows} rows. */
    Tensor activationBuffer(int v, int rows) {
        Tensor buffer = ReturnedValueChecks.resized(plan, v, activations[v], shape(v, rows));
        activations[v] = buffer;
        return buffer;
    }

    /** Returns the buffer for the logits of output {@code o}. */
    Tensor logitsBuffer(int o, int rows) {
        int v = plan.outputs()[o];
        Tensor buffer = ReturnedValueChecks.resized(plan, v, logits[o], shape(v, rows));
        logits[o] = buffer;
        return buffer;
    }

    /** Returns the shape of value {@code v}; that of a value without rows is known once it has been computed. */
    Shape shape(int v, int rows) {
        return plan.isRows(v)
                ? plan.shape(v).withoutBatch().withBatch(rows) // both are cached
                : activation(v).shape();
    }

    List<Tensor> outputs() {
        List<Tensor> outputs = new ArrayList<>();
        for (int v : plan.outputs()) {
            outputs.add(activation(v));
        }
        return outputs;
    }

    /** Returns the masks of the outputs, null for an output without one. */
    List<@Nullable Tensor> outputMasks() {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int m : plan.outputMasks()) {
            masks.add(m < 0 ? null : activation(m));
        }
        return masks;
    }
}
