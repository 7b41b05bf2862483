package dev.cornet.graph;

import dev.cornet.backend.Precision;
import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches through a plan: forward for prediction, forward and backward for training. It keeps its memory for the next batch. Used by
 * one thread at a time; a model has one executor for each concurrent call.
 */
public final class Executor {
    /** Several partitions are kept because batches come in a few sizes, and training alternates with evaluation. */
    private static final int MAX_PARTITIONS = 8;

    private final ExecutionPlan executionPlan;
    private final Plan plan;
    private final BatchValues values;
    private final BatchGradients valueGradients;
    private final SliceRunPool sliceRuns;
    private @Nullable GradientAccumulators accumulators;
    private final Deque<Partition> partitions = new ArrayDeque<>();

    public Executor(ExecutionPlan executionPlan) {
        this.executionPlan = executionPlan;
        this.plan = executionPlan.plan();
        this.values = new BatchValues(plan);
        this.valueGradients = new BatchGradients(plan, values);
        this.sliceRuns = new SliceRunPool(plan);
    }

    /** Sets the precision of the backend from the next batch on. */
    public void precision(Precision precision) {
        sliceRuns.precision(precision);
    }

    /**
     * Runs a batch forward, with the logits that {@code head} requests. State updates, such as those of stateful recurrent layers, are made
     * by {@link BatchResult#commit}.
     *
     * @param random the random stream of the batch, used by steps that run in training mode even in predictions
     */
    public BatchResult predict(List<Tensor> inputs, RandomStream random, @Nullable LossHead head) {
        RunInputs batch = RunInputs.ofBatch(inputs, random);
        RequestedLogits logits = executionPlan.logits(false, head);
        Partition partition = partition(executionPlan.inferencePlan(logits), batch.rows(), false, logits);
        return forward(partition, batch, head);
    }

    private BatchResult forward(Partition partition, RunInputs inputs, @Nullable LossHead head) {
        BatchRun run = new BatchRun(partition, values, valueGradients, sliceRuns, null, inputs, head);
        run.forward();
        return run.end();
    }

    /**
     * Computes the masks of the outputs, null for an output without one, by the steps on which they depend, in training mode. They are valid
     * until the next run.
     */
    public List<@Nullable Tensor> outputMasks(RunInputs inputs) {
        if (!plan.isOutputMasked()) {
            return Collections.nCopies(plan.outputs().length, null);
        }
        Partition partition =
                partition(executionPlan.maskPlan(), inputs.rows(), true, executionPlan.logits(true, null));
        Iterator<Tensor> computed = forward(partition, inputs, null).outputs().iterator();
        List<@Nullable Tensor> masks = new ArrayList<>();
        for (int v : plan.outputMasks()) {
            masks.add(v < 0 ? null : computed.next());
        }
        return masks;
    }

    /** Begins a training step: what was derived from weights that the previous step has changed is discarded. */
    public void beginTrainingStep() {
        sliceRuns.beginTrainingStep();
        executionPlan.discardInferencePlans();
        dropOutdatedPartitions();
    }

    /**
     * Runs a batch, or a shard of a batch, forward and backward. It changes neither weights nor states: {@link #gradients} returns the
     * gradients, and {@link BatchResult#commit} makes the state updates.
     */
    public BatchResult computeGradients(RunInputs inputs, LossHead head) {
        RequestedLogits logits = executionPlan.logits(true, head);
        Partition partition = partition(plan, inputs.rows(), true, logits);
        GradientAccumulators gradients = accumulators(partition);
        gradients.clear();
        BatchRun run = new BatchRun(partition, values, valueGradients, sliceRuns, gradients, inputs, head);
        run.forwardLossBackward();
        gradients.reduce();
        return run.end();
    }

    /** Returns the variables that the last training step has trained. */
    public List<Variable> trainedVariables() {
        return accumulators().variables();
    }

    /** Returns for each of {@link #trainedVariables} whether the loss of the last training step depends on it, even if its gradient is 0. */
    public boolean[] haveGradients() {
        return accumulators().haveGradients();
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

    private GradientAccumulators accumulators() {
        GradientAccumulators current = accumulators;
        if (current == null) {
            throw new IllegalStateException("no training step has been run yet");
        }
        return current;
    }

    /** Returns the partition for a batch: one of an earlier batch, usually the previous one, or a new one. */
    private Partition partition(Plan planOfRun, int rows, boolean training, RequestedLogits logits) {
        for (Partition cached : partitions) {
            if (cached.matches(planOfRun, rows, training, logits)) {
                if (cached != partitions.peekFirst()) {
                    partitions.remove(cached);
                    partitions.addFirst(cached);
                }
                return cached;
            }
        }
        dropOutdatedPartitions();
        Partition created = new Partition(planOfRun, rows, training, executionPlan.logitSplit(), logits);
        partitions.addFirst(created);
        if (partitions.size() > MAX_PARTITIONS) {
            partitions.removeLast();
        }
        return created;
    }

    /** Drops the partitions of discarded inference plans, which hold folded weights. */
    private void dropOutdatedPartitions() {
        partitions.removeIf(cached -> !executionPlan.isCurrent(cached.uncut()));
    }

    /** Returns accumulators for the variables that are trainable now: the last ones unless a layer was frozen or the slicing changed. */
    private GradientAccumulators accumulators(Partition partitionOfRun) {
        Set<Variable> slicedVariables = partitionOfRun.slicedVariables();
        GradientAccumulators current = accumulators;
        if (current == null || !current.matches(plan, slicedVariables)) {
            current = new GradientAccumulators(plan.trainable(), slicedVariables);
            accumulators = current;
        }
        return current;
    }
}
