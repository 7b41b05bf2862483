package dev.cornet.training;

import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.losses.Loss;
import dev.cornet.losses.RowLoss;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.RowUse;
import dev.cornet.optimizers.FullBatchOptimizer;
import dev.cornet.optimizers.Optimizer;
import java.util.Arrays;

/** The refusal of models and optimizers whose steps cannot be computed in shards. */
final class ShardChecks {
    private ShardChecks() {}

    /** Throws an exception that names the part because of which a training step is not the merged result of its shards. */
    static void require(ModelRuntime runtime, OutputLosses losses, Optimizer optimizer) {
        if (optimizer instanceof FullBatchOptimizer<?>) {
            throw refusal(KerasNames.of(optimizer.getClass()), "needs all samples in one batch");
        }
        for (Layer layer : runtime.graph().statefulLayers()) {
            throw refusal(
                    LayerAccess.describe(layer), "is stateful: its states go from row to row of successive batches");
        }
        for (int o = 0; o < losses.size(); o++) {
            Loss loss = losses.loss(o);
            if (loss != null && !(loss instanceof RowLoss<?>)) {
                throw refusal("the loss " + loss.name(), "is computed from the whole batch");
            }
        }
        Plan plan = runtime.plan();
        for (Step step : plan.steps()) {
            boolean trains = step.isTraining(true) || step.containsTrainingCall();
            if (LayerAccess.rowUse(step.operation(), trains) == RowUse.MIXES
                    && !LayerAccess.mixesWithinShards(step.operation())) {
                throw refusal(LayerAccess.describe(step.operation()), "computes rows from other rows of the batch");
            }
            if (Arrays.stream(step.outs()).anyMatch(plan::isWhole)) {
                throw refusal(LayerAccess.describe(step.operation()), "computes a value from the whole batch");
            }
        }
    }

    private static OptionException refusal(String part, String reason) {
        return new OptionException("fit: " + part + " " + reason + ", so a batch cannot be cut. Leave shards(…) out.");
    }
}
