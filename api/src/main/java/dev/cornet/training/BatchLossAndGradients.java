package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.Executor;
import dev.cornet.graph.RunInputs;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The loss and the gradients of a batch that is computed at once. An optimizer with a line search evaluates them again at other weights. */
final class BatchLossAndGradients extends LossAndGradients {
    private final Executor executor;
    private final RunInputs inputs;
    private final Batch batch;
    private final RunMetrics runMetrics;
    private final CompileLoss compileLoss;
    private @Nullable BatchResult firstResult;

    BatchLossAndGradients(Executor executor, Batch batch, RandomStream random, RunMetrics runMetrics) {
        this.executor = executor;
        this.inputs = RunInputs.ofBatch(batch.inputs(), random);
        this.batch = batch;
        this.runMetrics = runMetrics;
        this.compileLoss = runMetrics.compileLoss();
        compileLoss.beginBatch(batch);
    }

    @Override
    double compute() {
        executor.beginTrainingStep();
        BatchResult result = executor.computeGradients(inputs, compileLoss);
        if (firstResult == null) {
            firstResult = result;
        }
        double penalties = addPenalties(executor.trainedVariables(), executor.gradients(), executor.haveGradients());
        return compileLoss.total() + result.layerLosses() + penalties;
    }

    @Override
    BatchResult result() {
        return Objects.requireNonNull(firstResult, "compute() comes first");
    }

    @Override
    void updateMetrics(double loss) {
        runMetrics.update(loss, batch, result());
    }

    /**
     * Runs the batch again with the current weights, and returns the loss; infinity if a gradient is not finite, so that a line search
     * rejects these weights. States such as moving means keep the updates of the first run.
     */
    @Override
    public double get() {
        double loss = compute();
        return executor.firstNonFiniteGradient() == null ? loss : Double.POSITIVE_INFINITY;
    }

    @Override
    void gradientsChanged() {
        executor.gradientsChanged();
    }

    @Override
    @Nullable
    Variable firstNonFinite() {
        return executor.firstNonFiniteGradient();
    }
}
