package dev.cornet.models;

import dev.cornet.config.KerasNames;
import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.Executor;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.FullBatchOptimizer;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of fit and trainOnBatch. A training step consists of: forward, on slices of the batch where possible → loss and its
 * gradient → backward, into partial sums of the weights' gradients → reduction of the partial sums → metrics → optimizer.
 */
final class Trainer {
    private static final int MAX_CHECKED_VALUES = 1 << 26;

    private final Model model;
    private final Fit options;
    private final ModelRuntime runtime;
    private final TrainingSetup setup;

    /** The model must be built, and its layers must not change until the training has ended. */
    Trainer(Model model, Fit options) {
        this.model = model;
        this.options = options;
        this.runtime = model.runtime();
        this.setup = runtime.trainingSetup(model.compileOptions());
        model.optimizer().claimFor(model, model.describe(), () -> runtime.plan().trainable());
    }

    // ---- fit

    History fit(List<Tensor> xs, List<Tensor> ys) {
        List<Tensor> sampleWeights = options.sampleWeight();
        int rows = rowsOf(xs);
        requireRows("x", xs, rows);
        requireRows("y", ys, rows);
        requireRows("sampleWeight", sampleWeights, rows);
        setup.outputLosses().requireSampleWeights("fit", sampleWeights);
        setup.outputLosses().requireTargets(ys);
        Batches validation = validation();
        int trainingRows = rows;
        if (validation == null && options.validationSplit() > 0) {
            trainingRows = (int) Math.floor(rows * (1 - options.validationSplit()));
            if (trainingRows == 0 || trainingRows == rows) {
                throw new OptionException("fit: a validationSplit of " + options.validationSplit() + " of " + rows
                        + " samples leaves one part empty. Give more samples, or validationData.");
            }
            validation = validationArrays(
                    rows(xs, trainingRows, rows),
                    rows(ys, trainingRows, rows),
                    rows(sampleWeights, trainingRows, rows));
        }
        // Created before the seed is used: a resumed training restores the seed.
        TrainingRun trainingRun = new TrainingRun(model, options);
        Batches source = Batches.of(
                rows(xs, 0, trainingRows),
                rows(ys, 0, trainingRows),
                rows(sampleWeights, 0, trainingRows),
                options.hasBatchSize() || !(model.optimizer() instanceof FullBatchOptimizer<?>)
                        ? options.batchSize()
                        : trainingRows,
                options.shuffle(),
                model.seed());
        return run(trainingRun, source, new EpochOpener("fit"), validation);
    }

    History fit(Batches source, EpochOpener opener) {
        if (options.hasBatchSize() || !options.sampleWeight().isEmpty() || options.validationSplit() > 0) {
            throw new OptionException(
                    "fit: batchSize, sampleWeight and validationSplit are for arrays; a source of batches decides them"
                            + " itself.");
        }
        if (Arguments.notNull(source.count(), "fit: what the source's count() gives")
                        .isEmpty()
                && options.stepsPerEpoch() == null) {
            throw new OptionException(
                    "fit: the source does not tell how many batches an epoch has; give stepsPerEpoch(…).");
        }
        Warnings.ignoredShuffle(options, source);
        return run(new TrainingRun(model, options), source, opener, validation());
    }

    private static int rowsOf(List<Tensor> xs) {
        Shape x = xs.get(0).shape();
        if (x.rank() == 0 || x.dim(0) == 0) {
            throw new DataException("fit: x of shape " + x + " holds no samples; at least one is needed.");
        }
        return x.dim(0);
    }

    private static void requireRows(String name, List<Tensor> tensors, int rows) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor t = tensors.get(i);
            String one = tensors.size() == 1 ? name : name + "[" + i + "]";
            if (t.shape().rank() == 0 || t.shape().dim(0) != rows) {
                throw new ShapeException("fit: " + (name.equals("x") ? "x[0]" : "x") + " has " + rows + " samples, but "
                        + one + " has shape " + t.shape() + "; the first axis counts the samples and must agree.");
            }
            requireFinite(one, t);
        }
    }

    private static List<Tensor> rows(List<Tensor> tensors, int from, int to) {
        return tensors.stream().map(t -> t.rows(from, to)).toList();
    }

    private Batches validationArrays(List<Tensor> xs, List<Tensor> ys, List<Tensor> weights) {
        return Batches.of(xs, ys, weights, options.validationBatchSize(), false, 0);
    }

    private @Nullable Batches validation() {
        if (options.validationX().isEmpty()) {
            return options.validationBatches();
        }
        setup.outputLosses().requireTargets(options.validationY());
        return validationArrays(options.validationX(), options.validationY(), options.validationWeight());
    }

    private static void requireFinite(String name, Tensor x) {
        if (x.size() > MAX_CHECKED_VALUES || Ops.isFinite(x)) {
            return;
        }
        int row = 0;
        while (Ops.isFinite(x.rows(row, row + 1))) {
            row++;
        }
        throw new DataException(
                "fit: " + name + " holds NaN or infinity, first in row " + row + ". Clean the data before training.");
    }

    private History run(TrainingRun trainingRun, Batches source, EpochOpener opener, @Nullable Batches validation) {
        ClassWeights.requireClasses(options.classWeight(), model);
        Warnings.beforeFit(model, source, validation);
        RunMetrics runMetrics = setup.acquireRunMetrics();
        try (RecurrentStates states = runtime.acquireStates("fit");
                EpochIterator iterator =
                        new EpochIterator(source, opener, options.stepsPerEpoch(), trainingRun.epoch())) {
            return runWithCallbacks(trainingRun, iterator, validation, runMetrics);
        } finally {
            setup.releaseRunMetrics(runMetrics);
        }
    }

    private History runWithCallbacks(
            TrainingRun trainingRun, EpochIterator iterator, @Nullable Batches validation, RunMetrics runMetrics) {
        int steps = iterator.steps();
        if (steps != 1 && model.optimizer() instanceof FullBatchOptimizer<?> optimizer) {
            throw new OptionException("fit: " + KerasNames.of(optimizer.getClass())
                    + " needs all samples in one batch, but an epoch has " + steps
                    + " batches. Leave batchSize out, or give a source of one batch.");
        }
        try (CallbackContext bound =
                trainingRun.bindCallbacks(model, new Callback.Params(options.epochs(), steps, options.verbose()))) {
            return runEpochs(trainingRun, iterator, validation, runMetrics, trainingRun.callbacks());
        }
    }

    private History runEpochs(
            TrainingRun trainingRun,
            EpochIterator iterator,
            @Nullable Batches validation,
            RunMetrics runMetrics,
            List<Callback> callbacks) {
        model.history(trainingRun.history());
        model.stopTraining(false);
        EpochOpener validationEpochs = new EpochOpener("fit, validation");
        Map<String, Double> lastLogs = new TreeMap<>();
        callbacks.forEach(c -> c.onTrainBegin(lastLogs));
        trainingRun.restoreCallbacks();
        while (trainingRun.epoch() < options.epochs() && !model.stopTraining()) {
            int epoch = trainingRun.epoch();
            if (options.verbose() > 0 && options.epochs() > 1) {
                Console.println("Epoch " + (epoch + 1) + "/" + options.epochs());
            }
            Map<String, Double> logs = new TreeMap<>(); // Keras passes callbacks sorted logs
            for (Callback c : callbacks) {
                c.onEpochBegin(epoch, logs);
            }
            runMetrics.reset();
            ProgressBar progress = new ProgressBar(iterator.steps(), options.verbose());
            int steps = runEpoch(iterator, epoch, progress, callbacks, runMetrics);
            if (steps == 0) {
                throw new DataException("fit: the source gave no batches for epoch " + (epoch + 1)
                        + ". An epoch needs at least one; epoch(…) must return a new iterator each time.");
            }
            logs.putAll(runMetrics.sortedByName());
            if (validation != null && (epoch + 1) % options.validationFreq() == 0) {
                Integer validationSteps = options.validationSteps();
                new Evaluator(model, callbacks, 0)
                        .run(validation, validationEpochs, validationSteps == null ? -1 : validationSteps)
                        .forEach((name, value) -> logs.put("val_" + name, value));
            }
            Map<String, Double> epochLogs = new LinkedHashMap<>(logs); // entries added by callbacks come last
            for (Callback c : callbacks) {
                c.onEpochEnd(epoch, epochLogs);
            }
            trainingRun.addEpoch(epochLogs);
            if (!Thread.currentThread().isInterrupted()) {
                callbacks.forEach(c -> c.onEpochSave(epoch, epochLogs));
            }
            if (Thread.currentThread().isInterrupted()) { // also if interrupted while saving
                model.stopTraining(true);
            }
            progress.finish(steps, epochLogs);
            lastLogs.clear();
            lastLogs.putAll(epochLogs);
        }
        runtime.weightsLock()
                .change(() -> model.optimizer().finish(runtime.plan().trainable()));
        callbacks.forEach(c -> c.onTrainEnd(lastLogs));
        return trainingRun.history();
    }

    /** Runs one epoch; returns the number of its steps. */
    private int runEpoch(
            EpochIterator iterator, int epoch, ProgressBar progress, List<Callback> callbacks, RunMetrics runMetrics) {
        int step = 0;
        iterator.beginEpoch();
        while ((step == 0 || !model.stopTraining())
                && iterator.hasNext()) { // as in Keras, an epoch has at least one step
            Map<String, Double> logs = new TreeMap<>();
            for (Callback c : callbacks) {
                c.onTrainBatchBegin(step, logs);
            }
            trainStep(iterator.next(), epoch, step, callbacks, runMetrics);
            logs.putAll(runMetrics.sortedByName());
            for (Callback c : callbacks) {
                c.onTrainBatchEnd(step, logs);
            }
            step++;
            progress.update(step, logs);
            if (Thread.currentThread().isInterrupted()) {
                model.stopTraining(true);
            }
        }
        iterator.endEpoch();
        return step;
    }

    // ---- one step

    Map<String, Double> trainOnBatch(Batch batch) {
        RunMetrics runMetrics = setup.acquireRunMetrics();
        try (RecurrentStates states = runtime.acquireStates("train on a batch")) {
            trainStep(batch, 0, 0, List.of(), runMetrics);
            return runMetrics.inKerasOrder();
        } finally {
            setup.releaseRunMetrics(runMetrics);
        }
    }

    private void trainStep(Batch unweighted, int epoch, int step, List<Callback> callbacks, RunMetrics runMetrics) {
        model.requireInputs(unweighted.inputs());
        Batch batch = options.classWeight().isEmpty()
                ? unweighted
                : ClassWeights.apply(
                        unweighted, options.classWeight(), model.output().shape());
        CompileLoss compileLoss = runMetrics.compileLoss();
        compileLoss.beginBatch(batch);
        Executor executor = runtime.acquireExecutor();
        runtime.weightsLock().lockToWrite();
        try {
            RandomStream random =
                    new RandomStream(model.seed()).foldIn(model.optimizer().steps());
            Executor.Result result = executor.computeGradients(batch.inputs(), random, compileLoss);
            LossAndGradients lossAndGradients = new LossAndGradients(executor, batch, random, compileLoss);
            double loss = lossAndGradients.collect(result);
            Optimizer optimizer = model.optimizer();
            // A loss that is finite only as a double has gradients beyond the range of float32.
            boolean lossIsFinite = Float.isFinite((float) loss);
            Variable invalid = lossIsFinite ? lossAndGradients.firstInvalid(optimizer) : null;
            if (lossIsFinite && invalid == null) {
                invalid = result.nonFiniteState();
            }
            if (!lossIsFinite || invalid != null) {
                if (callbacks.stream().noneMatch(Callback::handlesInvalidLoss)) {
                    throw invalidLoss(loss, invalid, batch, epoch, step);
                }
                // NaN or infinity, so that no callback takes the epoch's loss for a good value
                runMetrics.update(invalid == null ? (float) loss : Double.NaN, batch, result);
                return;
            }
            runMetrics.update(loss, batch, result); // before a line search overwrites the result
            optimizer.step(lossAndGradients.weights(), lossAndGradients.gradients(), loss, lossAndGradients);
            result.commit(); // last, since nothing throws after this point
            if (optimizer instanceof FullBatchOptimizer<?> fullBatch && fullBatch.converged()) {
                model.stopTraining(true);
            }
        } finally {
            runtime.weightsLock().unlockAfterWriting();
            runtime.releaseExecutor(executor);
        }
    }

    /** Advice that names the first tensor with NaN or infinity; {@code otherwise} if all values are finite. */
    private static String notFiniteAdvice(String what, List<Tensor> tensors, String otherwise) {
        for (int i = 0; i < tensors.size(); i++) {
            if (!Ops.isFinite(tensors.get(i))) {
                return what + " " + i + " of this batch holds NaN or infinity: clean the data.";
            }
        }
        return otherwise;
    }

    private static DataException invalidLoss(double loss, @Nullable Variable weight, Batch batch, int epoch, int step) {
        String cause = weight != null && weight.isState()
                ? "Bring the inputs to a usual size, as by NumericUtils.normalize."
                : "Lower the learning rate, clip gradients (clipnorm), or check the loss and its labels.";
        cause = notFiniteAdvice("Sample weight", batch.weights(), cause);
        cause = notFiniteAdvice("Target", batch.targets(), cause);
        cause = notFiniteAdvice("Input", batch.inputs(), cause);
        String what = weight == null
                ? ""
                : ", but " + (weight.isState() ? "the new value of " : "the gradient of ") + weight.path()
                        + " holds NaN or infinity";
        String beyond = Double.isFinite(loss) && Float.isInfinite((float) loss) ? ", beyond what float32 holds" : "";
        return new DataException(
                "epoch " + (epoch + 1) + ", batch " + (step + 1) + ": the loss is " + loss + beyond + what
                        + ". The weights are those before this batch"
                        + (epoch > 0 ? ", the epochs before it are in model.history(). " : ". ") + cause
                        + " (The callback TerminateOnNaN ends training without an exception instead.)");
    }
}
