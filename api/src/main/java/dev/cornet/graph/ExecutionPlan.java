package dev.cornet.graph;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Plan} with what its runs need besides: rewrites, the sources of logits, and the fused plan for inference. Shared by all runs.
 */
public final class ExecutionPlan {
    private final Plan plan;
    private final Rewrites rewrites;
    private final int[] logitSources;
    private final int[] logitSourcesInTraining;
    private @Nullable ExecutionPlan inferencePlan;

    public ExecutionPlan(Plan plan) {
        this.plan = plan;
        this.rewrites = new Rewrites(plan);
        this.logitSources = LogitSources.of(plan, false);
        this.logitSourcesInTraining = LogitSources.of(plan, true);
    }

    Plan plan() {
        return plan;
    }

    Rewrites rewrites() {
        return rewrites;
    }

    /**
     * Returns for each output the value from which its logits are taken: the output itself or, if steps have passed it on unchanged (a
     * linear activation, dropout in inference), the value before them. The logits are the argument of the activation that computes this
     * value.
     */
    int[] logitSources(boolean training) {
        return training ? logitSourcesInTraining : logitSources;
    }

    /** Returns the plan with fused steps, for runs without backward. It does not compute the values between fused steps. */
    synchronized ExecutionPlan inferencePlan() {
        if (inferencePlan == null) {
            inferencePlan = new ExecutionPlan(new Plan(plan, Fusion.steps(plan)));
        }
        return inferencePlan;
    }

    /** Discards {@link #inferencePlan()}, and with it the folded weights that it caches, because weights are about to change. */
    synchronized void discardInferencePlan() {
        inferencePlan = null;
    }
}
