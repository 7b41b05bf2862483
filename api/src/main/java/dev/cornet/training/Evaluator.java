package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Closing;
import dev.cornet.graph.BatchResult;
import dev.cornet.graph.Executor;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.Regularizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The implementation of evaluate: loss and metrics over one pass through a source of batches. Several evaluations may run on one model at
 * once, also while the model is trained and in callbacks of its training.
 */
public final class Evaluator {
    private final ModelRuntime runtime;
    private final TrainingSetup setup;
    private final List<? extends EvaluationListener> listeners;
    private final int verbose;

    /** @param verbose 0 silent, 1 a progress bar, 2 one line */
    public Evaluator(
            ModelRuntime runtime, TrainingSetup setup, List<? extends EvaluationListener> listeners, int verbose) {
        this.runtime = runtime;
        this.setup = setup;
        this.listeners = listeners;
        this.verbose = verbose;
    }

    /**
     * Returns loss and metrics of the first {@code steps} batches, or of all batches if it is −1, in the order in which Keras lists them.
     */
    public Map<String, Double> run(Batches source, EpochOpener epochs, int steps) {
        if (steps < 0 && source.count().isEmpty()) {
            throw new OptionException(
                    "evaluate: the source does not tell how many batches it has; give a number of steps.");
        }
        RunMetrics runMetrics = setup.acquireRunMetrics();
        try (RecurrentStates states = runtime.acquireStates("evaluate")) {
            return run(source, epochs, steps, runMetrics);
        } finally {
            setup.releaseRunMetrics(runMetrics);
        }
    }

    private Map<String, Double> run(Batches source, EpochOpener epochs, int steps, RunMetrics runMetrics) {
        Map<String, Double> noLogs = new TreeMap<>();
        RandomStream random = runtime.nextCallRandom();
        listeners.forEach(c -> c.onTestBegin(noLogs));
        EpochIterator iterator = new EpochIterator(source, epochs, steps < 0 ? null : steps, 0);
        Closing.after(() -> evaluateSteps(iterator, random, runMetrics), iterator::close);
        Map<String, Double> logs = runMetrics.sortedByName();
        listeners.forEach(c -> c.onTestEnd(logs));
        return runMetrics.inKerasOrder();
    }

    private void evaluateSteps(EpochIterator iterator, RandomStream random, RunMetrics runMetrics) {
        ProgressBar progress = new ProgressBar(iterator.steps(), verbose);
        int step = 0;
        iterator.beginEpoch();
        while (iterator.hasNext()) {
            evaluateStep(iterator, step, random.foldIn(step), progress, runMetrics);
            step++;
        }
        if (step == 0) {
            throw new DataException(
                    "evaluate: there are no samples. A source must give at least one batch, by a new iterator each time that"
                            + " epoch(…) is called.");
        }
        progress.finish(step, runMetrics.sortedByName());
    }

    private void evaluateStep(
            EpochIterator iterator, int step, RandomStream random, ProgressBar progress, RunMetrics runMetrics) {
        Map<String, Double> noLogs = new TreeMap<>();
        listeners.forEach(c -> c.onTestBatchBegin(step, noLogs));
        evaluateBatch(iterator.next(), random, runMetrics);
        if (verbose > 0 || !listeners.isEmpty()) {
            Map<String, Double> logs = runMetrics.sortedByName();
            listeners.forEach(c -> c.onTestBatchEnd(step, logs));
            progress.update(step + 1, logs);
        }
    }

    private void evaluateBatch(Batch batch, RandomStream random, RunMetrics runMetrics) {
        runtime.requireInputs(batch.inputs());
        CompileLoss compileLoss = runMetrics.compileLoss();
        compileLoss.beginBatch(batch);
        Executor executor = runtime.acquireExecutor();
        try {
            double[] penalty = {0};
            BatchResult result =
                    runtime.predict(executor, batch.inputs(), random, compileLoss, () -> penalty[0] = penalty());
            compileLoss.computeLosses(result);
            runMetrics.update(compileLoss.total() + result.layerLosses() + penalty[0], batch, result);
        } finally {
            runtime.releaseExecutor(executor);
        }
    }

    /** The sum of the penalties of all regularizers. */
    private double penalty() {
        double sum = 0;
        for (Variable w : runtime.plan().trainable()) {
            Regularizer regularizer = w.regularizer();
            sum += regularizer == null ? 0 : regularizer.penalty(w.value());
        }
        return sum;
    }
}
