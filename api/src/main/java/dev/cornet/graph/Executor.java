package dev.cornet.graph;

import dev.cornet.backend.Precision;
import dev.cornet.graph.plan.Plan;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches through a plan: forward for prediction, forward and backward for training. It keeps its memory for the next batch. Used by
 * one thread at a time; a model has one executor for each concurrent call.
 */
public final class Executor {
    private final ExecutionPlan executionPlan;
    private final Plan plan;
    private final BatchValues values;
    private final BatchGradients valueGradients;
    private final SliceRunPool sliceRuns;
    private @Nullable GradientAccumulators accumulators;
    private @Nullable Partition partition;

    public Executor(ExecutionPlan executionPlan) {
        this.executionPlan = executionPlan;
        this.plan = executionPlan.plan();
        this.values = new BatchValues(plan);
        this.valueGradients = new BatchGradients(plan, values);
        this.sliceRuns = new SliceRunPool(executionPlan);
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
        sliceRuns.precision(precision);
    }

    /**
     * Runs a batch forward, with the logits that {@code head} requests. State updates, such as those of stateful recurrent layers, are made
     * by {@link Result#commit}.
     */
    public Result predict(List<Tensor> inputs, @Nullable LossHead head) {
        ExecutionPlan inferencePlan = executionPlan.inferencePlan();
        Partition cut = partition(inferencePlan.plan(), inputs, false);
        BatchRun run = new BatchRun(
                inferencePlan,
                cut,
                values,
                valueGradients,
                sliceRuns,
                null,
                inputs,
                executionPlan.nextPredictionRandom(),
                head);
        run.forward();
        return run.end();
    }

    /**
     * Runs a batch forward and backward. It changes neither weights nor states: {@link #gradients} returns the gradients, and
     * {@link Result#commit} makes the state updates.
     */
    public Result computeGradients(List<Tensor> inputs, RandomStream random, LossHead head) {
        sliceRuns.beginTrainingStep();
        executionPlan.discardInferencePlan();
        Partition cut = partition(plan, inputs, true);
        GradientAccumulators gradients = accumulators(cut);
        gradients.clear();
        BatchRun run =
                new BatchRun(executionPlan, cut, values, valueGradients, sliceRuns, gradients, inputs, random, head);
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

    /** Returns the partition for a batch; usually that of the previous batch. */
    private Partition partition(Plan planOfRun, List<Tensor> inputs, boolean training) {
        int rows = inputs.get(0).shape().dim(0);
        Partition current = partition;
        if (current == null || !current.matches(planOfRun, rows, training)) {
            current = new Partition(planOfRun, rows, training);
            partition = current;
        }
        return current;
    }

    /** Returns the accumulators for the variables that are trainable now; new ones if layers have been frozen or the partition has changed. */
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
