package dev.cornet.models;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.Executor;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Variable;
import dev.cornet.regularizers.Regularizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures loss and metrics in one round through a source of batches. Holds nothing of the model's: any number may run at once, beside a
 * fit and within its callbacks too.
 */
final class Evaluator {
    private final Structure structure;
    private final TrainingSetup compiled;
    private final List<Callback> callbacks;
    private final int verbose;

    Evaluator(Model model, List<Callback> callbacks, int verbose) {
        this.structure = model.structure();
        this.compiled = structure.compiled(model.given());
        this.callbacks = callbacks;
        this.verbose = verbose;
    }

    /** The figures of the first {@code steps} batches, of all for −1; in Keras' order. */
    Map<String, Double> run(Batches source, FreshEpochs epochs, int steps) {
        if (steps < 0 && source.count().isEmpty()) {
            throw new OptionException(
                    "evaluate: the source does not tell how many batches it has; give a number of steps.");
        }
        RunMetrics run = compiled.begin();
        try (RecurrentStates carried = structure.carry("evaluate")) {
            return run(source, epochs, steps, run);
        } finally {
            compiled.end(run);
        }
    }

    private Map<String, Double> run(Batches source, FreshEpochs epochs, int steps, RunMetrics run) {
        Map<String, Double> none = new TreeMap<>();
        callbacks.forEach(c -> c.onTestBegin(none));
        try (EpochIterator rounds = new EpochIterator(source, epochs, steps < 0 ? null : steps, 0)) {
            ProgressBar progress = new ProgressBar(rounds.steps(), verbose);
            int step = 0;
            rounds.beginEpoch();
            while (rounds.hasNext()) {
                measure(rounds, step, progress, run);
                step++;
            }
            if (step == 0) {
                throw new DataException(
                        "evaluate: there are no samples. A source must give at least one batch, by a new iterator each time that"
                                + " epoch(…) is called.");
            }
            progress.finish(step, run.sorted());
        }
        Map<String, Double> logs = run.sorted();
        callbacks.forEach(c -> c.onTestEnd(logs));
        return run.inOrder();
    }

    private void measure(EpochIterator rounds, int step, ProgressBar progress, RunMetrics run) {
        Map<String, Double> none = new TreeMap<>();
        callbacks.forEach(c -> c.onTestBatchBegin(step, none));
        measure(rounds.next(), run);
        if (verbose > 0 || !callbacks.isEmpty()) {
            Map<String, Double> logs = run.sorted();
            callbacks.forEach(c -> c.onTestBatchEnd(step, logs));
            progress.update(step + 1, logs);
        }
    }

    private void measure(Batch batch, RunMetrics run) {
        structure.requireInputs(batch.inputs());
        CompileLoss objective = run.objective();
        objective.begin(batch);
        Executor runner = structure.runner();
        try {
            double[] penalty = {0};
            Executor.Result result = structure.predict(runner, batch.inputs(), objective, () -> penalty[0] = penalty());
            objective.measure(result);
            run.update(objective.total() + result.layerLosses() + penalty[0], batch, result);
        } finally {
            structure.giveBack(runner);
        }
    }

    private double penalty() {
        double sum = 0;
        for (Variable w : structure.plan().trainable()) {
            Regularizer regularizer = w.regularizer();
            sum += regularizer == null ? 0 : regularizer.penalty(w.value());
        }
        return sum;
    }
}
