package dev.cornet.training;

import dev.cornet.config.KerasNames;
import dev.cornet.console.Console;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Closing;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.optimizers.FullBatchOptimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The training loop of fit: epochs of {@link TrainStep}s, each followed by a validation, with the hooks of the listeners. */
public final class Trainer {
    private final TrainableModel model;
    private final ModelRuntime runtime;
    private final TrainingSetup setup;
    private final TrainingOptions options;
    private final TrainStep trainStep;

    /** The layers of the model must not change until the training has ended. */
    public Trainer(TrainableModel model, ModelRuntime runtime, TrainingSetup setup, TrainingOptions options) {
        this.model = model;
        this.runtime = runtime;
        this.setup = setup;
        this.options = options;
        this.trainStep = new TrainStep(model, runtime, setup, options.classWeight(), options.sharding());
    }

    /**
     * Trains from the epoch that {@code progress} has reached up to the last one.
     *
     * @param opener the opener of the source's epochs
     * @param validation the data on which loss and metrics are computed after each epoch; null for none
     */
    public void run(TrainingProgress progress, Batches source, EpochOpener opener, @Nullable Batches validation) {
        ClassWeights.requireClasses(options.classWeight(), runtime.graph().outputs());
        if (options.sharding().isOn()) {
            ShardChecks.require(runtime, setup.outputLosses(), trainStep.optimizer());
        }
        Warnings.beforeFit(runtime, source, validation);
        RunMetrics runMetrics = setup.acquireRunMetrics();
        try (RecurrentStates states = runtime.acquireStates("fit")) {
            EpochIterator iterator = new EpochIterator(source, opener, options.stepsPerEpoch(), progress.epoch());
            Closing.after(() -> run(progress, iterator, validation, runMetrics), iterator::close);
        } finally {
            setup.releaseRunMetrics(runMetrics);
        }
    }

    private void run(
            TrainingProgress progress, EpochIterator iterator, @Nullable Batches validation, RunMetrics runMetrics) {
        requireFullBatch(iterator.steps());
        progress.begin(iterator.steps());
        try {
            runEpochs(progress, iterator, validation, runMetrics);
        } finally {
            progress.end();
        }
    }

    /** Throws if the optimizer needs all samples in one batch, but an epoch has several batches. */
    private void requireFullBatch(int steps) {
        if (steps != 1 && trainStep.optimizer() instanceof FullBatchOptimizer<?> optimizer) {
            throw new OptionException("fit: " + KerasNames.of(optimizer.getClass())
                    + " needs all samples in one batch, but an epoch has " + steps
                    + " batches. Leave batchSize out, or give a source of one batch.");
        }
    }

    private void runEpochs(
            TrainingProgress progress, EpochIterator iterator, @Nullable Batches validation, RunMetrics runMetrics) {
        List<? extends TrainingListener> listeners = progress.listeners();
        model.stopTraining(false);
        EpochOpener validationEpochs = new EpochOpener("fit, validation");
        Map<String, Double> lastLogs = new TreeMap<>();
        listeners.forEach(listener -> listener.onTrainBegin(lastLogs));
        progress.restoreListeners();
        while (progress.epoch() < options.epochs() && !model.stopTraining()) {
            int epoch = progress.epoch();
            if (options.verbose() > 0 && options.epochs() > 1) {
                Console.println("Epoch " + (epoch + 1) + "/" + options.epochs());
            }
            Map<String, Double> logs = new TreeMap<>(); // Keras passes callbacks sorted logs
            listeners.forEach(listener -> listener.onEpochBegin(epoch, logs));
            runMetrics.reset();
            ProgressBar progressBar = new ProgressBar(iterator.steps(), options.verbose());
            int steps = runEpoch(iterator, epoch, progressBar, listeners, runMetrics);
            if (steps == 0) {
                throw new DataException("fit: the source gave no batches for epoch " + (epoch + 1)
                        + ". An epoch needs at least one; epoch(…) must return a new iterator each time.");
            }
            logs.putAll(runMetrics.sortedByName());
            if (validation != null && (epoch + 1) % options.validationFreq() == 0) {
                validate(validation, validationEpochs, listeners)
                        .forEach((name, value) -> logs.put("val_" + name, value));
            }
            Map<String, Double> epochLogs = new LinkedHashMap<>(logs); // entries added by listeners come last
            endEpoch(progress, epoch, epochLogs, listeners);
            progressBar.finish(steps, epochLogs);
            lastLogs.clear();
            lastLogs.putAll(epochLogs);
        }
        runtime.weightsLock()
                .change(() -> trainStep.optimizer().finish(runtime.plan().trainable()));
        listeners.forEach(listener -> listener.onTrainEnd(lastLogs));
    }

    /** Runs one epoch; returns the number of its steps. */
    private int runEpoch(
            EpochIterator iterator,
            int epoch,
            ProgressBar progressBar,
            List<? extends TrainingListener> listeners,
            RunMetrics runMetrics) {
        int step = 0;
        iterator.beginEpoch();
        while ((step == 0 || !model.stopTraining())
                && iterator.hasNext()) { // as in Keras, an epoch has at least one step
            Map<String, Double> logs = new TreeMap<>();
            for (TrainingListener listener : listeners) {
                listener.onTrainBatchBegin(step, logs);
            }
            logs.putAll(trainStep.run(iterator.next(), epoch, step, listeners, runMetrics));
            for (TrainingListener listener : listeners) {
                listener.onTrainBatchEnd(step, logs);
            }
            step++;
            progressBar.update(step, logs);
            stopIfInterrupted();
        }
        iterator.endEpoch();
        return step;
    }

    private Map<String, Double> validate(
            Batches validation, EpochOpener epochs, List<? extends TrainingListener> listeners) {
        Integer steps = options.validationSteps();
        return new Evaluator(runtime, setup, listeners, 0).run(validation, epochs, steps == null ? -1 : steps);
    }

    private void endEpoch(
            TrainingProgress progress,
            int epoch,
            Map<String, Double> logs,
            List<? extends TrainingListener> listeners) {
        listeners.forEach(listener -> listener.onEpochEnd(epoch, logs));
        progress.addEpoch(logs);
        if (!Thread.currentThread().isInterrupted()) {
            listeners.forEach(listener -> listener.onEpochSave(epoch, logs));
        }
        stopIfInterrupted(); // also if interrupted while saving
    }

    private void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            model.stopTraining(true);
        }
    }
}
