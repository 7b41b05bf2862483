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
 * The loop. A step is: batch → slices → forward → loss and its gradient → backward into the lanes' sums → sum of the lanes → optimizer →
 * figures and callbacks. Weights are written in one place, by the optimizer.
 */
final class Trainer {
    private static final int LONGEST_CHECK = 1 << 26;

    private final Model model;
    private final Fit options;
    private final Structure structure;
    private final TrainingSetup compiled;

    /** For a model that is built and will keep its structure until the training ends. */
    Trainer(Model model, Fit options) {
        this.model = model;
        this.options = options;
        this.structure = model.structure();
        this.compiled = structure.compiled(model.given());
        model.optimizer().trains(model, model.describe(), () -> structure.plan().trainable());
    }

    // ---- fit

    History fit(List<Tensor> xs, List<Tensor> ys) {
        List<Tensor> weights = options.sampleWeight();
        int rows = rowsOf(xs);
        requireRows("x", xs, rows);
        requireRows("y", ys, rows);
        requireRows("sampleWeight", weights, rows);
        compiled.terms().requireWeights("fit", weights);
        compiled.terms().require(ys);
        Batches validation = validation();
        int training = rows;
        if (validation == null && options.validationSplit() > 0) {
            training = (int) Math.floor(rows * (1 - options.validationSplit()));
            if (training == 0 || training == rows) {
                throw new OptionException("fit: a validationSplit of " + options.validationSplit() + " of " + rows
                        + " samples leaves one part empty. Give more samples, or validationData.");
            }
            validation = arrays(rows(xs, training, rows), rows(ys, training, rows), rows(weights, training, rows));
        }
        TrainingRun course = new TrainingRun(model, options); // may set the seed
        Batches source = Batches.of(
                rows(xs, 0, training),
                rows(ys, 0, training),
                rows(weights, 0, training),
                options.hasBatchSize() || !(model.optimizer() instanceof FullBatchOptimizer<?>)
                        ? options.batchSize()
                        : training,
                options.shuffle(),
                model.seed());
        return run(course, source, new FreshEpochs("fit"), validation);
    }

    History fit(Batches source, FreshEpochs epochs) {
        if (options.hasBatchSize() || !options.sampleWeight().isEmpty() || options.validationSplit() > 0) {
            throw new OptionException(
                    "fit: batchSize, sampleWeight and validationSplit are for arrays; a source of batches decides them"
                            + " itself.");
        }
        if (Arguments.given(source.count(), "fit: what the source's count() gives")
                        .isEmpty()
                && options.stepsPerEpoch() == null) {
            throw new OptionException(
                    "fit: the source does not tell how many batches an epoch has; give stepsPerEpoch(…).");
        }
        Warnings.beforeShuffling(options, source);
        return run(new TrainingRun(model, options), source, epochs, validation());
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

    private Batches arrays(List<Tensor> xs, List<Tensor> ys, List<Tensor> weights) {
        return Batches.of(xs, ys, weights, options.validationBatchSize(), false, 0);
    }

    private @Nullable Batches validation() {
        if (options.validationX().isEmpty()) {
            return options.validationBatches();
        }
        compiled.terms().require(options.validationY());
        return arrays(options.validationX(), options.validationY(), options.validationWeight());
    }

    private static void requireFinite(String name, Tensor x) {
        if (x.size() > LONGEST_CHECK || Ops.isFinite(x)) {
            return;
        }
        int row = 0;
        while (Ops.isFinite(x.rows(row, row + 1))) {
            row++;
        }
        throw new DataException(
                "fit: " + name + " holds NaN or infinity, first in row " + row + ". Clean the data before training.");
    }

    private History run(TrainingRun course, Batches source, FreshEpochs epochs, @Nullable Batches validation) {
        ClassWeights.requireClasses(options.classWeight(), model);
        Warnings.beforeFit(model, source, validation);
        RunMetrics run = compiled.begin();
        try (RecurrentStates carried = structure.carry("fit");
                EpochIterator rounds = new EpochIterator(source, epochs, options.stepsPerEpoch(), course.epoch())) {
            return run(course, rounds, validation, run);
        } finally {
            compiled.end(run);
        }
    }

    private History run(TrainingRun course, EpochIterator rounds, @Nullable Batches validation, RunMetrics run) {
        int steps = rounds.steps();
        if (steps != 1 && model.optimizer() instanceof FullBatchOptimizer<?> optimizer) {
            throw new OptionException("fit: " + KerasNames.of(optimizer.getClass())
                    + " needs all samples in one batch, but an epoch has " + steps
                    + " batches. Leave batchSize out, or give a source of one batch.");
        }
        try (CallbackRun bound = course.begin(model, new Callback.Params(options.epochs(), steps, options.verbose()))) {
            return run(course, rounds, validation, run, course.callbacks());
        }
    }

    private History run(
            TrainingRun course,
            EpochIterator rounds,
            @Nullable Batches validation,
            RunMetrics run,
            List<Callback> callbacks) {
        model.history(course.history());
        model.stopTraining(false);
        FreshEpochs validationEpochs = new FreshEpochs("fit, validation");
        Map<String, Double> logs = new TreeMap<>();
        callbacks.forEach(c -> c.onTrainBegin(logs));
        course.restoreCallbacks();
        while (course.epoch() < options.epochs() && !model.stopTraining()) {
            int epoch = course.epoch();
            if (options.verbose() > 0 && options.epochs() > 1) {
                Console.println("Epoch " + (epoch + 1) + "/" + options.epochs());
            }
            Map<String, Double> sorted = new TreeMap<>(); // Keras sorts what callbacks get
            for (Callback c : callbacks) {
                c.onEpochBegin(epoch, sorted);
            }
            run.reset();
            ProgressBar progress = new ProgressBar(rounds.steps(), options.verbose());
            int ran = epoch(rounds, epoch, progress, callbacks, run);
            if (ran == 0) {
                throw new DataException("fit: the source gave no batches for epoch " + (epoch + 1)
                        + ". An epoch needs at least one; epoch(…) must return a new iterator each time.");
            }
            sorted.putAll(run.sorted());
            if (validation != null && (epoch + 1) % options.validationFreq() == 0) {
                Integer validationSteps = options.validationSteps();
                new Evaluator(model, callbacks, 0)
                        .run(validation, validationEpochs, validationSteps == null ? -1 : validationSteps)
                        .forEach((name, value) -> sorted.put("val_" + name, value));
            }
            Map<String, Double> epochLogs = new LinkedHashMap<>(sorted); // what callbacks add comes last
            for (Callback c : callbacks) {
                c.onEpochEnd(epoch, epochLogs);
            }
            course.done(epochLogs);
            if (!Thread.currentThread().isInterrupted()) {
                callbacks.forEach(c -> c.onEpochSave(epoch, epochLogs));
            }
            if (Thread.currentThread().isInterrupted()) { // while it was saved, too
                model.stopTraining(true);
            }
            progress.finish(ran, epochLogs);
            logs.clear();
            logs.putAll(epochLogs);
        }
        structure
                .weights()
                .change(() -> model.optimizer().finish(structure.plan().trainable()));
        callbacks.forEach(c -> c.onTrainEnd(logs));
        return course.history();
    }

    private int epoch(EpochIterator rounds, int epoch, ProgressBar progress, List<Callback> callbacks, RunMetrics run) {
        int step = 0;
        rounds.beginEpoch();
        while ((step == 0 || !model.stopTraining())
                && rounds.hasNext()) { // as in Keras, an epoch has one step at least
            Map<String, Double> logs = new TreeMap<>();
            for (Callback c : callbacks) {
                c.onTrainBatchBegin(step, logs);
            }
            learn(rounds.next(), epoch, step, callbacks, run);
            logs.putAll(run.sorted());
            for (Callback c : callbacks) {
                c.onTrainBatchEnd(step, logs);
            }
            step++;
            progress.update(step, logs);
            if (Thread.currentThread().isInterrupted()) {
                model.stopTraining(true);
            }
        }
        rounds.endEpoch();
        return step;
    }

    // ---- one step

    Map<String, Double> trainOnBatch(Batch batch) {
        RunMetrics run = compiled.begin();
        try (RecurrentStates carried = structure.carry("train on a batch")) {
            learn(batch, 0, 0, List.of(), run);
            return run.inOrder();
        } finally {
            compiled.end(run);
        }
    }

    private void learn(Batch given, int epoch, int step, List<Callback> callbacks, RunMetrics run) {
        model.requireInputs(given.inputs());
        Batch batch = options.classWeight().isEmpty()
                ? given
                : ClassWeights.apply(
                        given, options.classWeight(), model.output().shape());
        CompileLoss objective = run.objective();
        objective.begin(batch);
        Executor runner = structure.runner();
        structure.weights().lockToWrite();
        try {
            RandomStream noise =
                    new RandomStream(model.seed()).foldIn(model.optimizer().steps());
            Executor.Result result = runner.learn(batch.inputs(), noise, objective);
            LossAndGradients slope = new LossAndGradients(runner, batch, noise, objective);
            double loss = slope.take(result);
            Optimizer optimizer = model.optimizer();
            boolean lossIsFinite =
                    Float.isFinite((float) loss); // beyond float32 the gradients are lost, though the sum is not
            Variable invalid = lossIsFinite ? slope.firstInvalid(optimizer) : null;
            if (lossIsFinite && invalid == null) {
                invalid = result.invalidState();
            }
            if (!lossIsFinite || invalid != null) {
                if (callbacks.stream().noneMatch(Callback::handlesInvalidLoss)) {
                    throw invalid(loss, invalid, batch, epoch, step);
                }
                // so that the epoch's loss is none that a callback could take for a good one
                run.update(invalid == null ? (float) loss : Double.NaN, batch, result);
                return;
            }
            run.update(loss, batch, result); // before the result is overwritten
            optimizer.step(slope.weights(), slope.gradients(), loss, slope);
            result.commit(); // nothing can fail any more
            if (optimizer instanceof FullBatchOptimizer<?> fullBatch && fullBatch.converged()) {
                model.stopTraining(true);
            }
        } finally {
            structure.weights().unlockAfterWriting();
            structure.giveBack(runner);
        }
    }

    private static String notFinite(String what, List<Tensor> tensors, String otherwise) {
        for (int i = 0; i < tensors.size(); i++) {
            if (!Ops.isFinite(tensors.get(i))) {
                return what + " " + i + " of this batch holds NaN or infinity: clean the data.";
            }
        }
        return otherwise;
    }

    private static DataException invalid(double loss, @Nullable Variable weight, Batch batch, int epoch, int step) {
        String cause = weight != null && weight.isState()
                ? "Bring the inputs to a usual size, as by NumericUtils.normalize."
                : "Lower the learning rate, clip gradients (clipnorm), or check the loss and its labels.";
        cause = notFinite("Sample weight", batch.weights(), cause);
        cause = notFinite("Target", batch.targets(), cause);
        cause = notFinite("Input", batch.inputs(), cause);
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
