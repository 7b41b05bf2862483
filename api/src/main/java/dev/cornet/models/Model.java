package dev.cornet.models;

import dev.cornet.console.Console;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.file.Closing;
import dev.cornet.graph.Graph;
import dev.cornet.nn.BuildTransaction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import dev.cornet.training.EpochOpener;
import dev.cornet.training.Evaluator;
import dev.cornet.training.ModelRuntime;
import dev.cornet.training.OutputLosses;
import dev.cornet.training.Predictor;
import dev.cornet.training.TrainStep;
import dev.cornet.training.Warnings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network of layers that can be trained, evaluated and used for prediction: {@code new Model(input, output)} for graphs,
 * {@link Sequential} for chains of layers. A model is also a layer and may be part of another model.
 *
 * <p>{@link #predict} and {@link #evaluate} may be called from any number of threads at once, from callbacks, and while another thread
 * trains the model; each batch is computed with the weights as they are between two training steps. Only one call at a time may train a
 * model. While it runs, a second training call, compile, and adding or removing layers throw an exception. Adding or removing a layer
 * during evaluate or predict affects only calls that begin later.
 *
 * <p>Reference: Keras' "The Model class" and "Model training APIs" pages.
 */
public class Model extends StoredModel {
    private volatile @Nullable History history;
    private volatile boolean stopTraining;

    /** A model of one input and one output. */
    public Model(Symbol input, Symbol output) {
        this(
                List.of(Arguments.notNull(input, "Model", "input")),
                List.of(Arguments.notNull(output, "Model", "output")));
    }

    /** A model of several inputs and outputs. */
    public Model(List<Symbol> inputs, List<Symbol> outputs) {
        Arguments.allNotNull("Model", "inputs", inputs, "outputs", outputs);
        Graph graph = BuildTransaction.run(() -> new Graph(inputs, outputs)); // which names the layers
        setGraph(() -> graph);
    }

    /** A model whose outputs have names: {@code new Model(x, Map.of("mean", m, "deviation", d))}. See {@link #outputNames}. */
    public Model(Symbol input, Map<String, Symbol> outputs) {
        this(List.of(Arguments.notNull(input, "Model", "input")), outputs);
    }

    /** A model of several inputs whose outputs have names, in the order of which {@link #outputNames} returns them. */
    public Model(List<Symbol> inputs, Map<String, Symbol> outputs) {
        this(inputs, List.copyOf(byName(outputs).values()));
        nameOutputs(List.copyOf(byName(outputs).keySet()));
    }

    Model() {}

    private static Map<String, Symbol> byName(Map<String, Symbol> outputs) {
        Arguments.notNull(outputs, "Model", "outputs").forEach((name, output) -> {
            Arguments.notNull(name, "Model", "the name of an output");
            Arguments.notNull(output, "Model", "output " + name);
        });
        return new TreeMap<>(outputs);
    }

    // ---- fit, evaluate, predict

    /** Sets whether fit stops after the current batch; called by callbacks. */
    public void stopTraining(boolean stop) {
        stopTraining = stop;
    }

    /** Whether fit stops after the current batch. */
    public boolean stopTraining() {
        return stopTraining;
    }

    /** The history of the latest fit. While fit is running, and if it ended with an exception, this holds the epochs completed so far. */
    public History history() {
        History latest = history;
        if (latest == null) {
            throw new CornetException(describe() + ": has no history yet; fit makes it.");
        }
        return latest;
    }

    final void history(History current) {
        history = current;
    }

    /** Trains on arrays for one epoch, with the default options. */
    public History fit(Tensor x, Tensor y) {
        return fit(x, y, new Fit());
    }

    /** Trains on arrays. */
    public History fit(Tensor x, Tensor y, Fit options) {
        Arguments.allNotNull("Model.fit", "x", x, "y", y);
        return fit(List.of(x), List.of(y), options);
    }

    /** Trains a model of several inputs or outputs on arrays. */
    public History fit(List<Tensor> xs, List<Tensor> ys, Fit options) {
        Arguments.allNotNull("Model.fit", "xs", xs, "ys", ys, "options", options);
        guard().beginFit();
        try {
            buildFor(xs);
            return FitCall.of(this, options).run(xs, ys);
        } finally {
            guard().endFit();
        }
    }

    /** Trains on any source of batches. */
    public History fit(Batches batches, Fit options) {
        Arguments.allNotNull("Model.fit", "batches", batches, "options", options);
        guard().beginFit();
        try {
            EpochOpener epochs = new EpochOpener("fit");
            return Closing.after(
                    () -> {
                        buildFor(batches, epochs);
                        return FitCall.of(this, options).run(batches, epochs);
                    },
                    epochs::close);
        } finally {
            guard().endFit();
        }
    }

    /** Same as {@link #fit(Batches, Fit)}, under its name in older versions of Keras. */
    public History fitGenerator(Batches batches, Fit options) {
        Arguments.allNotNull("Model.fitGenerator", "batches", batches, "options", options);
        return fit(batches, options);
    }

    /** Loss and metrics on arrays, in batches of 32. */
    public Evaluation evaluate(Tensor x, Tensor y) {
        return evaluate(x, y, new Evaluate());
    }

    public Evaluation evaluate(Tensor x, Tensor y, int batchSize) {
        return evaluate(x, y, new Evaluate().batchSize(batchSize));
    }

    /** Loss and metrics on arrays. */
    public Evaluation evaluate(Tensor x, Tensor y, Evaluate options) {
        Arguments.allNotNull("Model.evaluate", "x", x, "y", y);
        return evaluate(List.of(x), List.of(y), options);
    }

    /** Loss and metrics of a model of several inputs or outputs on arrays. */
    public Evaluation evaluate(List<Tensor> xs, List<Tensor> ys, Evaluate options) {
        Arguments.allNotNull("Model.evaluate", "xs", xs, "ys", ys, "options", options);
        buildFor(xs);
        OutputLosses outputLosses = trainingSetup().outputLosses();
        outputLosses.requireTargets(ys);
        outputLosses.requireSampleWeights("evaluate", options.sampleWeight());
        Batches batches = Batches.of(xs, ys, options.sampleWeight(), options.batchSize(), false, 0);
        return evaluateBatches(batches, new EpochOpener("evaluate"), options);
    }

    /** Loss and metrics on all batches of a source. */
    public Evaluation evaluate(Batches batches) {
        return evaluate(batches, new Evaluate());
    }

    /** Loss and metrics on any source of batches. */
    public Evaluation evaluate(Batches batches, Evaluate options) {
        Arguments.allNotNull("Model.evaluate", "batches", batches, "options", options);
        options.checkFor(batches);
        EpochOpener epochs = new EpochOpener("evaluate");
        return Closing.after(
                () -> {
                    buildFor(batches, epochs);
                    return evaluateBatches(batches, epochs, options);
                },
                epochs::close);
    }

    /** Same as {@link #evaluate(Batches, Evaluate)}, under its name in older versions of Keras. */
    public Evaluation evaluateGenerator(Batches batches, Evaluate options) {
        Arguments.allNotNull("Model.evaluateGenerator", "batches", batches, "options", options);
        return evaluate(batches, options);
    }

    private Evaluation evaluateBatches(Batches batches, EpochOpener epochs, Evaluate options) {
        try (CallbackContext bound = bindCallbacks("evaluate", options, batches)) {
            ModelRuntime runtime = runtime();
            Evaluator evaluator = new Evaluator(
                    runtime, trainingSetup(runtime), CallbackListener.of(options.callbacks()), options.verbose());
            return new Evaluation(evaluator.run(batches, epochs, options.steps()));
        }
    }

    private @Nullable CallbackContext bindCallbacks(String method, RunOptions<?> options, Batches batches) {
        if (options.callbacks().isEmpty()) {
            return null;
        }
        int steps = options.steps() > 0 ? options.steps() : batches.count().orElse(-1);
        CallbackContext context = new CallbackContext(
                method, this, new Callback.Params(1, steps, options.verbose()), TrainingState::none);
        try {
            options.callbacks().forEach(callback -> context.bind(callback, false));
            return context;
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /** The outputs for all samples, in batches of 32. */
    public Tensor predict(Tensor x) {
        return predict(x, new Predict());
    }

    public Tensor predict(Tensor x, int batchSize) {
        return predict(x, new Predict().batchSize(batchSize));
    }

    /** The outputs for all samples. */
    public Tensor predict(Tensor x, Predict options) {
        Arguments.allNotNull("Model.predict", "x", x, "options", options);
        return singleOutput(predict(List.of(x), options));
    }

    public List<Tensor> predict(List<Tensor> xs, int batchSize) {
        return predict(xs, new Predict().batchSize(batchSize));
    }

    /** The outputs of a model of several inputs or outputs. */
    public List<Tensor> predict(List<Tensor> xs, Predict options) {
        Arguments.allNotNull("Model.predict", "xs", xs, "options", options);
        buildFor(xs);
        Batches batches = Batches.of(xs, List.of(), List.of(), options.batchSize(), false, 0);
        try (CallbackContext bound = bindCallbacks("predict", options, batches)) {
            return predictor(options)
                    .run(
                            batches,
                            options.steps(),
                            options.count(xs.get(0).shape().dim(0)));
        }
    }

    /** The outputs for all samples of a source, whose targets and sample weights are ignored. */
    public Tensor predict(Batches batches) {
        return predict(batches, new Predict());
    }

    /** The outputs for the samples of a source. */
    public Tensor predict(Batches batches, Predict options) {
        Arguments.allNotNull("Model.predict", "batches", batches, "options", options);
        return singleOutput(predictAll(batches, options));
    }

    /** Same as {@link #predict(Batches, Predict)}, under its name in older versions of Keras. */
    public Tensor predictGenerator(Batches batches, Predict options) {
        Arguments.allNotNull("Model.predictGenerator", "batches", batches, "options", options);
        return predict(batches, options);
    }

    /** The outputs of a model of several outputs for the samples of a source. */
    public List<Tensor> predictAll(Batches batches, Predict options) {
        Arguments.allNotNull("Model.predictAll", "batches", batches, "options", options);
        options.checkFor(batches);
        Warnings.beforePredict(batches);
        EpochOpener epochs = new EpochOpener("predict");
        return Closing.after(
                () -> {
                    buildFor(batches, epochs);
                    try (CallbackContext bound = bindCallbacks("predict", options, batches)) {
                        return predictor(options).run(batches, epochs, options.steps());
                    }
                },
                epochs::close);
    }

    private Predictor predictor(Predict options) {
        ModelRuntime runtime = runtime();
        return new Predictor(
                runtime,
                CallbackListener.of(options.callbacks()),
                options.verbose(),
                options.random().orElseGet(runtime::nextCallRandom));
    }

    private Tensor singleOutput(List<Tensor> outputs) {
        if (outputs.size() != 1) {
            throw new CornetException(describe() + ": the model has " + outputs.size()
                    + " outputs; ask for all of them by predict(List.of(x), …) or predictAll(batches, …).");
        }
        return outputs.get(0);
    }

    /** Runs one training step on a batch; returns the loss and metrics of that batch alone. */
    public Evaluation trainOnBatch(Tensor x, Tensor y) {
        return trainOnBatch(Batch.of(x, y));
    }

    /** Runs one training step on a batch with a weight per sample, shape (n). */
    public Evaluation trainOnBatch(Tensor x, Tensor y, Tensor sampleWeight) {
        return trainOnBatch(Batch.of(x, y, sampleWeight));
    }

    /** Runs one training step on a batch with any number of inputs and outputs. */
    public Evaluation trainOnBatch(Batch batch) {
        return trainOnBatch(batch, Map.of());
    }

    /** Runs one training step on a batch; each sample has the weight of its class. */
    public Evaluation trainOnBatch(Batch batch, Map<Integer, Double> classWeight) {
        Arguments.allNotNull("Model.trainOnBatch", "batch", batch, "classWeight", classWeight);
        guard().beginStep();
        try {
            buildFor(batch.inputs());
            ModelRuntime runtime = runtime();
            Warnings.beforeTraining(runtime);
            TrainStep step = new TrainStep(
                    trainableModel(), runtime, trainingSetup(runtime), Fit.checkedClassWeight(classWeight));
            return new Evaluation(step.trainOnBatch(batch));
        } finally {
            guard().endStep();
        }
    }

    /** The loss and metrics of one batch. */
    public Evaluation testOnBatch(Tensor x, Tensor y) {
        return testOnBatch(Batch.of(x, y));
    }

    /** The loss and metrics of one batch with a weight per sample, shape (n). */
    public Evaluation testOnBatch(Tensor x, Tensor y, Tensor sampleWeight) {
        return testOnBatch(Batch.of(x, y, sampleWeight));
    }

    /** The loss and metrics of one batch with any number of inputs and outputs. */
    public Evaluation testOnBatch(Batch batch) {
        Arguments.notNull(batch, "Model.testOnBatch", "batch");
        buildFor(batch.inputs());
        return evaluate(Batches.of(1, i -> batch));
    }

    /** The outputs for one batch. */
    public Tensor predictOnBatch(Tensor x) {
        Arguments.notNull(x, "Model.predictOnBatch", "x");
        return singleOutput(predictOnBatch(List.of(x)));
    }

    /** The outputs of a model of several inputs or outputs for one batch. */
    public List<Tensor> predictOnBatch(List<Tensor> xs) {
        Arguments.notNull(xs, "Model.predictOnBatch", "xs");
        return predictAll(Batches.of(1, i -> new Batch(xs, List.of(), List.of())), new Predict());
    }

    /** Checks the shapes of the inputs. A {@link Sequential} whose input shape is not known yet takes it from them and is built first. */
    void buildFor(List<Tensor> xs) {
        requireInputs(xs);
    }

    /** Builds the model for the first batch of a source if its input shape is not known yet. */
    private void buildFor(Batches batches, EpochOpener epochs) {
        if (!isBuilt()) {
            Batch first = epochs.peekFirst(batches);
            if (first == null) {
                throw new DataException(describe()
                        + ": the shape of its input is to be taken from the data, but the source gave no batches.");
            }
            buildFor(first.inputs());
        }
    }

    // ---- summary

    /** Prints the table of layers in Keras 3's layout. */
    public void summary() {
        summary(new Summary());
    }

    /** Prints the table of layers: {@code summary(new Summary().expandNested(true))}. */
    public void summary(Summary options) {
        Console.stream().print(summaryText(options));
    }

    /** The table of layers as text. */
    public String summaryText(Summary options) {
        return Arguments.notNull(options, "Model.summary", "options")
                .of(this, isBuilt() ? runtime().graph() : null);
    }
}
