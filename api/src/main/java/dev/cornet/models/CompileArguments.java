package dev.cornet.models;

import dev.cornet.optimizers.Optimizer;
import org.jspecify.annotations.Nullable;

/**
 * The arguments given to compile, with names resolved to objects. Losses, loss weights and metrics are single values, lists with an entry
 * for each output, or maps by the names of outputs.
 *
 * @param loss a loss, a list of losses (null for an output without one) or a map of losses
 */
public record CompileArguments(
        Optimizer optimizer, Object loss, @Nullable Object lossWeights, Object metrics, Object weightedMetrics) {}
