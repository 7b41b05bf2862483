package dev.cornet.graph;

import dev.cornet.graph.fusion.LogitSplit;
import dev.cornet.graph.fusion.StepFusion;
import dev.cornet.graph.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Plan} as it is run: with values for the logits that losses may read, and with the fused plan for inference. Shared by all runs.
 */
public final class ExecutionPlan {
    private final LogitSplit logitSplit;
    private final Plan plan;
    private final int[] logitSources;
    private final int[] logitSourcesInTraining;
    private @Nullable Plan inferencePlan;

    public ExecutionPlan(Plan original) {
        this.logitSplit = new LogitSplit(original);
        this.plan = logitSplit.plan();
        this.logitSources = LogitSplit.sources(plan, false);
        this.logitSourcesInTraining = LogitSplit.sources(plan, true);
    }

    Plan plan() {
        return plan;
    }

    LogitSplit logitSplit() {
        return logitSplit;
    }

    /** Returns the logits that {@code head} reads in a run; none if it is null. */
    RequestedLogits logits(boolean training, @Nullable LossHead head) {
        return head == null
                ? RequestedLogits.none(logitSources.length)
                : RequestedLogits.of(head, training ? logitSourcesInTraining : logitSources, logitSplit::logits);
    }

    /** Returns the plan with fused steps, for inference. It does not compute the values between fused steps. */
    synchronized Plan inferencePlan() {
        Plan current = inferencePlan;
        if (current == null) {
            current = plan.withSteps(StepFusion.fuse(plan, plan.steps(), false));
            inferencePlan = current;
        }
        return current;
    }

    /** Discards {@link #inferencePlan()}, and with it the folded weights that it caches, because weights are about to change. */
    synchronized void discardInferencePlan() {
        inferencePlan = null;
    }
}
