package dev.cornet.training;

import dev.cornet.metrics.MetricState;
import dev.cornet.nn.PlacedUpdate;
import java.util.List;

/**
 * The result of a training step for some consecutive rows of a batch, before the weights change.
 *
 * @param rows the number of rows
 * @param losses for each output the sum of the rows' parts of the batch's loss
 * @param layerLosses the sum of the losses that layers have added
 * @param gradients the sums of the rows' parts of the gradients, without those of the penalties
 * @param updates the state updates that layers have requested
 * @param metrics the states of the metrics and of the weighted metrics after these rows alone
 */
record StepResult(
        int rows,
        double[] losses,
        double layerLosses,
        GradientSums gradients,
        List<PlacedUpdate> updates,
        List<MetricState> metrics) {
    /** The result of no rows, which is the identity of merging. */
    static final StepResult NONE = new StepResult(
            0, new double[0], 0, new GradientSums(List.of(), List.of(), new boolean[0]), List.of(), List.of());

    boolean isEmpty() {
        return rows == 0;
    }

    StepResult with(GradientSums others) {
        return new StepResult(rows, losses, layerLosses, others, updates, metrics);
    }
}
