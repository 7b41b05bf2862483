package dev.cornet.model;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.error.DataException;
import dev.cornet.error.OptionException;
import dev.cornet.graph.Runner;
import dev.cornet.layer.CarriedStates;
import dev.cornet.layer.Variable;
import dev.cornet.regularizer.Regularizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures loss and metrics in one round through a source of batches. Holds nothing of the model's: any number may run at once, beside a
 * fit and within its callbacks too.
 */
final class Evaluator {
    private final Structure structure;
    private final Compiled compiled;
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
        try (CarriedStates carried = structure.carry("evaluate")) {
            return run(source, epochs, steps, run);
        } finally {
            compiled.end(run);
        }
    }

    private Map<String, Double> run(Batches source, FreshEpochs epochs, int steps, RunMetrics run) {
        Map<String, Double> none = new TreeMap<>();
        callbacks.forEach(c -> c.onTestBegin(none));
        try (Rounds rounds = new Rounds(source, epochs, steps < 0 ? null : steps, 0)) {
            Progress progress = new Progress(rounds.steps(), verbose);
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

    private void measure(Rounds rounds, int step, Progress progress, RunMetrics run) {
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
        Objective objective = run.objective();
        objective.begin(batch);
        Runner runner = structure.runner();
        try {
            double[] penalty = {0};
            Runner.Result result = structure.predict(runner, batch.inputs(), objective, () -> penalty[0] = penalty());
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
            sum += regularizer == null ? 0 : regularizer.penalty(w.read());
        }
        return sum;
    }
}
