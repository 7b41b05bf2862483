package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Plan} with what its runs need besides: rewrites, the sources of logits, and the fused plan for inference. Shared by all runs.
 */
public final class ExecutionPlan {
    private static final RandomStream UNUSED_RANDOM = new RandomStream(0);

    private final Plan plan;
    private final Rewrites rewrites;
    private final int[] logitSources;
    private final int[] logitSourcesInTraining;
    private final boolean drawsInPrediction;
    private final PredictionRandom predictionRandom = new PredictionRandom();
    private @Nullable ExecutionPlan inferencePlan;

    public ExecutionPlan(Plan plan) {
        this.plan = plan;
        this.rewrites = new Rewrites(plan);
        this.drawsInPrediction = plan.steps().stream().anyMatch(Step::trainsInPrediction);
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

    /** Returns the random stream for the next batch of a prediction, used by steps that run in training mode even in predictions. */
    RandomStream nextPredictionRandom() {
        return drawsInPrediction ? predictionRandom.next() : UNUSED_RANDOM;
    }

    /** Returns the plan with fused steps, for runs without backward. It does not compute the values between fused steps. */
    synchronized ExecutionPlan inferencePlan() {
        if (inferencePlan == null) {
            inferencePlan = new ExecutionPlan(plan.withSteps(Fusion.steps(plan)));
        }
        return inferencePlan;
    }

    /** Discards {@link #inferencePlan()}, and with it the folded weights that it caches, because weights are about to change. */
    synchronized void discardInferencePlan() {
        inferencePlan = null;
    }
}
