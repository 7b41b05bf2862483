package dev.cornet.model;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.error.DataException;
import dev.cornet.error.OptionException;
import dev.cornet.graph.Runner;
import dev.cornet.layer.Variable;
import dev.cornet.regularizer.Regularizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures loss and metrics in one round through a source of batches. */
final class Evaluator {
    private final Model model;
    private final List<Callback> callbacks;
    private final int verbose;

    Evaluator(Model model, List<Callback> callbacks, int verbose) {
        this.model = model;
        this.callbacks = callbacks;
        this.verbose = verbose;
    }

    /** The figures of the first {@code steps} batches, of all for −1; in Keras' order. */
    Map<String, Double> run(Batches source, int steps) {
        if (steps < 0 && source.count().isEmpty()) {
            throw new OptionException(
                    "evaluate: the source does not tell how many batches it has; give a number of steps.");
        }
        Compiled compiled = model.compiled();
        Map<String, Double> none = new TreeMap<>();
        callbacks.forEach(c -> c.onTestBegin(none));
        compiled.reset();
        try (Rounds rounds = new Rounds(source, steps < 0 ? null : steps, 0)) {
            Progress progress = new Progress(rounds.steps(), verbose);
            int step = 0;
            rounds.beginEpoch();
            while (rounds.hasNext()) {
                measure(rounds, step, progress, compiled);
                step++;
            }
            if (step == 0) {
                throw new DataException("evaluate: there are no samples.");
            }
            progress.finish(step, compiled.figures());
        }
        Map<String, Double> logs = compiled.figures();
        callbacks.forEach(c -> c.onTestEnd(logs));
        return compiled.inOrder();
    }

    private void measure(Rounds rounds, int step, Progress progress, Compiled compiled) {
        Map<String, Double> none = new TreeMap<>();
        callbacks.forEach(c -> c.onTestBatchBegin(step, none));
        Batch batch = rounds.next();
        Objective objective = model.objective();
        objective.begin(batch);
        Runner.Result result = model.forward(batch.inputs(), objective);
        objective.measure(result);
        compiled.update(objective, objective.total() + result.layerLosses() + penalty(), batch, result);
        if (verbose > 0 || !callbacks.isEmpty()) {
            Map<String, Double> logs = compiled.figures();
            callbacks.forEach(c -> c.onTestBatchEnd(step, logs));
            progress.update(step + 1, logs);
        }
    }

    private double penalty() {
        double sum = 0;
        for (Variable w : model.plan().trainable()) {
            Regularizer regularizer = w.regularizer();
            sum += regularizer == null ? 0 : regularizer.penalty(w.read());
        }
        return sum;
    }
}
