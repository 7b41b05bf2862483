package dev.cornet.training;

import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The losses and metrics given to compile, with one entry for each output of a model.
 *
 * @param losses the loss of each output, null for an output without one
 * @param lossWeights the factor of each output's loss in the total loss
 * @param metrics the metrics of each output that ignore sample weights
 * @param weightedMetrics the metrics of each output that use sample weights
 */
public record OutputArguments(
        List<@Nullable Loss> losses,
        List<Double> lossWeights,
        List<List<Metric>> metrics,
        List<List<Metric>> weightedMetrics) {}
