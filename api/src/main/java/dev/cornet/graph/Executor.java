package dev.cornet.graph;

import dev.cornet.backend.Precision;
import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
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
        Partition partition = partition(inputs, false, head);
        BatchRun run = new BatchRun(partition, values, valueGradients, sliceRuns, null, inputs, random, head);
        run.forward();
        return run.end();
    }

    /**
     * Runs a batch forward and backward. It changes neither weights nor states: {@link #gradients} returns the gradients, and
     * {@link BatchResult#commit} makes the state updates.
     */
    public BatchResult computeGradients(List<Tensor> inputs, RandomStream random, LossHead head) {
        sliceRuns.beginTrainingStep();
        executionPlan.discardInferencePlans();
        dropOutdatedPartitions();
        Partition partition = partition(inputs, true, head);
        GradientAccumulators gradients = accumulators(partition);
        gradients.clear();
        BatchRun run = new BatchRun(partition, values, valueGradients, sliceRuns, gradients, inputs, random, head);
        run.forwardLossBackward();
        gradients.reduce();
        return run.end();
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

    private GradientAccumulators accumulators() {
        GradientAccumulators current = accumulators;
        if (current == null) {
            throw new IllegalStateException("no training step has been run yet");
        }
        return current;
    }

    /** Returns the partition for a batch: one of an earlier batch, usually the previous one, or a new one. */
    private Partition partition(List<Tensor> inputs, boolean training, @Nullable LossHead head) {
        int rows = inputs.get(0).shape().dim(0);
        RequestedLogits logits = executionPlan.logits(training, head);
        Plan planOfRun = training ? plan : executionPlan.inferencePlan(logits);
        for (Partition cached : partitions) {
            if (cached.matches(planOfRun, rows, training, logits)) {
                partitions.remove(cached);
                partitions.addFirst(cached);
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
