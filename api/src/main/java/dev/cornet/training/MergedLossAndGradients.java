package dev.cornet.training;

import dev.cornet.graph.BatchResult;
import dev.cornet.nn.Variable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loss and the gradients of a batch, merged from those of its shards. */
final class MergedLossAndGradients extends LossAndGradients {
    private final StepResult merged;
    private final OutputLosses outputLosses;
    private final RunMetrics runMetrics;

    MergedLossAndGradients(StepResult merged, OutputLosses outputLosses, RunMetrics runMetrics) {
        this.merged = merged;
        this.outputLosses = outputLosses;
        this.runMetrics = runMetrics;
    }

    @Override
    double compute() {
        GradientSums sums = merged.gradients();
        double penalties = addPenalties(sums.weights(), sums.sums(), sums.reached());
        return outputLosses.total(merged.losses()) + merged.layerLosses() + penalties;
    }

    /** Returns the state updates; the outputs of the shards are not kept. */
    @Override
    BatchResult result() {
        return new BatchResult(List.of(), List.of(), List.of(), merged.layerLosses(), merged.updates());
    }

    @Override
    void updateMetrics(double loss) {
        runMetrics.update(loss, merged);
    }

    /** Not called: optimizers that evaluate the loss several times take all samples in one batch, and no shards. */
    @Override
    public double get() {
        throw new IllegalStateException("a batch in shards is evaluated once");
    }

    @Override
    void gradientsChanged() {}

    @Override
    @Nullable
    Variable firstNonFinite() {
        return merged.gradients().firstNonFinite();
    }
}
