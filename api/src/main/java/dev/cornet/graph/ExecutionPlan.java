package dev.cornet.graph;

import dev.cornet.graph.fusion.LogitSplit;
import dev.cornet.graph.fusion.StepFusion;
import dev.cornet.graph.plan.Plan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Plan} prepared for execution: with values for the logits that losses may read, and with fused plans for inference. All runs
 * share it.
 */
public final class ExecutionPlan {
    private final LogitSplit logitSplit;
    private final Plan plan;
    private final int[] logitSources;
    private final int[] logitSourcesInTraining;
    private final RequestedLogits noLogits;
    private @Nullable Plan maskPlan;
    private final Map<List<Integer>, Plan> inferencePlans = new HashMap<>();

    /** The inference plan without logits, the usual one, which is also in the map; null if it has not been made yet. */
    private @Nullable Plan plainInferencePlan;

    public ExecutionPlan(Plan original) {
        this.logitSplit = new LogitSplit(original);
        this.plan = logitSplit.plan();
        this.logitSources = LogitSplit.sources(plan, false);
        this.logitSourcesInTraining = LogitSplit.sources(plan, true);
        this.noLogits = RequestedLogits.none(logitSources.length);
    }

    Plan plan() {
        return plan;
    }

    LogitSplit logitSplit() {
        return logitSplit;
    }

    /** Returns the logits that {@code head} requests; none if {@code head} is null. */
    RequestedLogits logits(boolean training, @Nullable LossHead head) {
        if (head == null) {
            return noLogits;
        }
        int[] sources = training ? logitSourcesInTraining : logitSources;
        return RequestedLogits.of(logitSplit, sources, o -> head.usesLogits(o) || head.keepsLogits(o));
    }

    /**
     * Returns the plan with fused steps, for inference. The steps that compute the sources of {@code logits} are not fused, because their
     * activations are split off.
     */
    synchronized Plan inferencePlan(RequestedLogits logits) {
        if (logits != noLogits) {
            return fused(logits.sources());
        }
        Plan current = plainInferencePlan;
        if (current == null) {
            current = fused(logits.sources());
            plainInferencePlan = current;
        }
        return current;
    }

    private Plan fused(List<Integer> logitSourcesOfRun) {
        return inferencePlans.computeIfAbsent(
                logitSourcesOfRun,
                sources -> plan.withSteps(StepFusion.fuse(plan, plan.steps(), false, Set.copyOf(sources))));
    }

    /** Returns whether a plan is the training plan, the plan of the masks, or an inference plan that has not been discarded. */
    synchronized boolean isCurrent(Plan candidate) {
        return candidate == plan || candidate == maskPlan || inferencePlans.containsValue(candidate);
    }

    /** Returns the plan of the steps on which the masks of the outputs depend; its outputs are these masks. */
    synchronized Plan maskPlan() {
        Plan current = maskPlan;
        if (current == null) {
            current = plan.computing(
                    Arrays.stream(plan.outputMasks()).filter(v -> v >= 0).toArray());
            maskPlan = current;
        }
        return current;
    }

    /** Discards the inference plans with the folded weights that they cache. Called before weights change. */
    synchronized void discardInferencePlans() {
        inferencePlans.clear();
        plainInferencePlan = null;
    }
}
