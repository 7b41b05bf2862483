package dev.cornet.graph;

import dev.cornet.graph.fusion.LogitSplit;
import dev.cornet.graph.fusion.StepFusion;
import dev.cornet.graph.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Plan} as it is run: with values for the logits that losses may read, and with the fused plan for inference. Shared by all runs.
 */
public final class ExecutionPlan {
    private final LogitSplit logitSplit;
    private final Plan plan;
    private final int[] logitSources;
    private final int[] logitSourcesInTraining;
    private final Map<List<Integer>, Plan> inferencePlans = new HashMap<>();

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

    /**
     * Returns the plan with fused steps, for inference. It does not compute the values between fused steps, but those whose activations are
     * split off for {@code logits} stay.
     */
    synchronized Plan inferencePlan(RequestedLogits logits) {
        return inferencePlans.computeIfAbsent(
                logits.sources(),
                sources -> plan.withSteps(StepFusion.fuse(plan, plan.steps(), false, Set.copyOf(sources))));
    }

    /** Returns whether a plan is the one for training, or an inference plan that has not been discarded. */
    synchronized boolean isCurrent(Plan candidate) {
        return candidate == plan || inferencePlans.containsValue(candidate);
    }

    /** Discards the inference plans, and with them the folded weights that they cache, because weights are about to change. */
    synchronized void discardInferencePlans() {
        inferencePlans.clear();
    }
}
