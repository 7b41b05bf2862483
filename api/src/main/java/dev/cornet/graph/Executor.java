package dev.cornet.graph;

import dev.cornet.backend.Backends;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches through a plan: forward for prediction, forward and backward for training. It keeps its memory for the next batch. Used by
 * one thread at a time; a model has one executor for each concurrent call.
 */
public final class Executor {
    private final ExecutionPlan executionPlan;
    private final Plan plan;
    private final ConcurrentLinkedDeque<SliceRun> idle = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<SliceRun> idleWholeBatch = new ConcurrentLinkedDeque<>();
    private final @Nullable Tensor[] activations;
    private final @Nullable Tensor[] activationGradients;
    private final @Nullable Tensor[] logitGradients;
    private final @Nullable Tensor[] logits;
    private final Map<Variable, PackedWeights> packedWeightsOfStep = new ConcurrentHashMap<>();
    private @Nullable GradientAccumulators accumulators;
    private Precision precision = Backends.precision();
    private @Nullable Partition partition;

    public Executor(ExecutionPlan executionPlan) {
        this.executionPlan = executionPlan;
        this.plan = executionPlan.plan();
        this.activations = new Tensor[plan.values()];
        this.activationGradients = new Tensor[plan.values()];
        this.logitGradients = new Tensor[plan.values()];
        this.logits = new Tensor[plan.outputs().length];
    }

    /**
     * The result of running one batch.
     *
     * @param outputs the outputs, valid until the next run
     * @param masks the masks of the outputs, null for an output without one
     * @param logits for each output the argument of its activation, if the loss head has requested it; else null
     * @param layerLosses the sum of the losses that layers have added
     * @param updates the state updates that layers have requested; they are made by {@link #commit}
     */
    public record Result(
            List<Tensor> outputs,
            List<@Nullable Tensor> masks,
            List<@Nullable Tensor> logits,
            double layerLosses,
            List<StateUpdate> updates) {
        /** Makes the state updates. Call it only when no part of the step can fail any more. */
        public void commit() {
            updates.forEach(StateUpdate::commit);
        }

        /** Returns whether an update changes a state that other runs may read at the same time. */
        public boolean changesSharedState() {
            for (StateUpdate update : updates) {
                if (update.isShared()) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Returns the first moving average that an update would make NaN or infinite, which no later update could repair; null if there
         * is none.
         */
        public @Nullable Variable nonFiniteState() {
            for (StateUpdate update : updates) {
                Variable invalid = update.nonFinite();
                if (invalid != null) {
                    return invalid;
                }
            }
            return null;
        }

        /** Returns a copy whose tensors stay valid after the next run. */
        public Result copy() {
            return new Result(
                    outputs.stream().map(Tensor::copy).toList(), copies(masks), copies(logits), layerLosses, updates);
        }

        private static List<@Nullable Tensor> copies(List<@Nullable Tensor> tensors) {
            List<@Nullable Tensor> copies = new ArrayList<>();
            tensors.forEach(tensor -> copies.add(tensor == null ? null : tensor.copy()));
            return copies;
        }
    }

    /** Sets the precision of the backend from the next batch on. */
    public void precision(Precision precision) {
        this.precision = precision;
    }

    /**
     * Runs a batch forward, with the logits that {@code head} requests. State updates, such as those of stateful recurrent layers, are made
     * by {@link Result#commit}.
     */
    public Result predict(List<Tensor> inputs, @Nullable LossHead head) {
        BatchRun run = new BatchRun(this, inputs, false, plan.nextPredictionRandom(), head);
        for (int s = 0; s < run.segments(); s++) {
            run.forward(s);
        }
        double losses = run.commit();
        return new Result(outputs(), outputMasks(), run.logits(), losses, run.updates());
    }

    /**
     * Runs a batch forward and backward. It changes neither weights nor states: {@link #gradients} returns the gradients, and
     * {@link Result#commit} makes the state updates.
     */
    public Result computeGradients(List<Tensor> inputs, RandomStream random, LossHead head) {
        packedWeightsOfStep.values().forEach(PackedWeights::invalidate);
        executionPlan.discardInferencePlan();
        BatchRun run = new BatchRun(this, inputs, true, random, head);
        int last = run.segments() - 1;
        for (int s = 0; s < last; s++) {
            run.forward(s);
        }
        if (last < 0) { // all outputs are inputs: there is only the loss
            run.applyHeadToBatch();
        } else {
            run.forwardLossBackward(last);
        }
        for (int s = last - 1; s >= 0; s--) {
            run.backward(s);
        }
        accumulators().reduce();
        double losses = run.commit();
        return new Result(outputs(), outputMasks(), run.logits(), losses, run.updates());
    }

    /** Returns the variables that the last training step has trained. */
    public List<Variable> trainedVariables() {
        return accumulators().variables();
    }

    /** Returns those of {@link #trainedVariables} on which the loss of the last training step depends, even if their gradient is 0. */
    public Set<Variable> variablesWithGradient() {
        return accumulators().variablesWithGradient();
    }

    /** Must be called after adding to {@link #gradients} and before {@link #firstNonFiniteGradient}. */
    public void gradientsChanged() {
        accumulators().recheckFinite();
    }

    /** Returns the first of {@link #trainedVariables} whose gradient contains NaN or infinity; null if all are finite. */
    public @Nullable Variable firstNonFiniteGradient() {
        return accumulators().firstNonFinite();
    }

    /** Returns the gradient of each of {@link #trainedVariables}; the caller may overwrite it. */
    public List<Tensor> gradients() {
        return accumulators().gradients();
    }

    // ---- methods for BatchRun

    ExecutionPlan executionPlan(boolean training) {
        return training ? executionPlan : executionPlan.inferencePlan();
    }

    /**
     * Takes an idle run for a slice, or for the whole batch, or creates one. The two kinds are kept apart: otherwise each slice run would
     * eventually hold the memory of a whole batch.
     */
    SliceRun acquire(Segment segment) {
        SliceRun run = idle(segment).poll();
        if (run == null) {
            run = new SliceRun(executionPlan);
            run.pass().packedCache(segment.isWholeBatch() ? null : packedWeightsOfStep);
        }
        return run;
    }

    Precision precision() {
        return precision;
    }

    /** Returns a run to the idle runs. The run released last is acquired next, since its memory is still in the cache. */
    void release(Segment segment, SliceRun run) {
        idle(segment).push(run);
    }

    private Deque<SliceRun> idle(Segment segment) {
        return segment.isWholeBatch() ? idleWholeBatch : idle;
    }

    GradientAccumulators accumulators() {
        GradientAccumulators current = accumulators;
        if (current == null) {
            throw new IllegalStateException("no training step has been run yet");
        }
        return current;
    }

    /** Returns the partition for batches of {@code rows}; usually that of the previous batch. */
    Partition partition(Plan planOfRun, int rows, boolean training) {
        Partition current = partition;
        if (current == null || !current.matches(planOfRun, rows, training)) {
            current = new Partition(planOfRun, rows, training);
            partition = current;
        }
        return current;
    }

    /**
     * Returns the accumulators for the variables that are trainable now; new ones if layers have been frozen or the partition has changed.
     */
    GradientAccumulators accumulators(Partition partitionOfRun) {
        Set<Variable> slicedVariables = partitionOfRun.slicedVariables();
        GradientAccumulators current = accumulators;
        if (current == null || !current.matches(plan, slicedVariables)) {
            current = new GradientAccumulators(plan.trainable(), slicedVariables);
            accumulators = current;
        }
        return current;
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
        Tensor tensor = resized(activations[v], v, rows);
        activations[v] = tensor;
        return tensor;
    }

    /** Returns the buffer for the gradient of value {@code v}. */
    Tensor gradientBuffer(int v, int rows) {
        Tensor tensor = resized(activationGradients[v], v, rows);
        activationGradients[v] = tensor;
        return tensor;
    }

    /** Returns the buffer for the gradient with respect to the logits of value {@code v}. */
    Tensor logitGradientBuffer(int v, int rows) {
        Tensor tensor = resized(logitGradients[v], v, rows);
        logitGradients[v] = tensor;
        return tensor;
    }

    /** Returns the buffer for the logits of output {@code o}. */
    Tensor logitsBuffer(int o, int rows) {
        Tensor tensor = resized(logits[o], plan.outputs()[o], rows);
        logits[o] = tensor;
        return tensor;
    }

    /** Returns a buffer for value {@code v}: the given one if its array is long enough, else a new one. */
    private Tensor resized(@Nullable Tensor tensor, int v, int rows) {
        Shape shape = plan.shape(v).withBatch(rows);
        if (tensor != null && tensor.shape().equals(shape)) {
            return tensor;
        }
        return tensor != null && tensor.data().length >= shape.size()
                ? Tensor.wrap(tensor.data(), 0, shape)
                : ReturnedValueChecks.allocate(plan, v, shape);
    }

    /** Returns the masks of the outputs for the whole batch. */
    List<@Nullable Tensor> outputMasks() {
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int m : plan.outputMasks()) {
            masks.add(m < 0 ? null : activation(m));
        }
        return masks;
    }

    private List<Tensor> outputs() {
        List<Tensor> outputs = new ArrayList<>();
        for (int v : plan.outputs()) {
            outputs.add(activation(v));
        }
        return outputs;
    }
}
