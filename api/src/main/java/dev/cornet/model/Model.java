package dev.cornet.model;

import dev.cornet.backend.Pool;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.error.CornetException;
import dev.cornet.error.OptionException;
import dev.cornet.graph.Graph;
import dev.cornet.graph.Runner;
import dev.cornet.layer.Symbol;
import dev.cornet.optimizer.Optimizer;
import dev.cornet.random.Seeds;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * A network of layers that can be trained, measured and asked: {@code new Model(input, output)} for graphs, {@link Sequential} for chains.
 * A model is a layer too and may stand in another one.
 *
 * <p>{@link #predict} may be called from any number of threads at once and gives each the same bits; training belongs to one thread.
 * Reference: Keras' "The Model class" and "Model training APIs" pages.
 */
public class Model extends Savable {
    private final ConcurrentLinkedDeque<Runner> runners = new ConcurrentLinkedDeque<>();
    private @Nullable Compile given;
    private @Nullable Compiled compiled;
    private @Nullable Objective objective;
    private long seed = -1;
    private volatile boolean stopTraining;

    /** A model of one input and one output. */
    public Model(Symbol input, Symbol output) {
        this(List.of(input), List.of(output));
    }

    /** A model of several inputs and outputs. */
    public Model(List<Symbol> inputs, List<Symbol> outputs) {
        setGraph(new Graph(inputs, outputs));
    }

    Model() {}

    @Override
    void graphChanged() {
        compiled = null;
        objective = null;
        runners.clear();
    }

    // ---- compile

    /** Settles how to train: {@code compile("rmsprop", "mse", "mae")}; objects or Keras' strings. */
    public void compile(Object optimizer, Object loss, Object... metrics) {
        compile(new Compile(optimizer, loss).metrics(metrics));
    }

    /** Settles how to train, with all that Keras' compile takes. */
    public void compile(Compile options) {
        given = options;
        compiled = null;
        objective = null;
        if (isReady()) {
            compiled();
        }
    }

    final Compile given() {
        Compile settled = given;
        if (settled == null) {
            throw new CornetException(
                    describe() + ": call compile(optimizer, loss, metrics…) before training or evaluating.");
        }
        return settled;
    }

    final Compiled compiled() {
        Compile options = given();
        Compiled made = compiled;
        if (made == null) {
            made = new Compiled(options, outputs());
            compiled = made;
        }
        return made;
    }

    final Objective objective() {
        Objective made = objective;
        if (made == null) {
            made = compiled().objective(outputs());
            objective = made;
        }
        return made;
    }

    /** The optimizer given to compile. */
    public Optimizer optimizer() {
        return given().optimizer();
    }

    /** True after compile. */
    public boolean isCompiled() {
        return given != null;
    }

    /** The seed of shuffling and dropout: taken from {@link Seeds} when first needed, unless set. */
    public long seed() {
        if (seed < 0) {
            seed = Seeds.next();
        }
        return seed;
    }

    /** Sets the seed of shuffling and dropout, as reading a checkpoint does. */
    public void seed(long seed) {
        this.seed = seed;
    }

    /** Asks fit to stop after the batch at hand: for callbacks. */
    public void stopTraining(boolean stop) {
        stopTraining = stop;
    }

    public boolean stopTraining() {
        return stopTraining;
    }

    // ---- train, measure, ask

    /** Trains for one epoch with the defaults. */
    public History fit(Tensor x, Tensor y) {
        return fit(x, y, new Fit());
    }

    /** Trains on arrays. */
    public History fit(Tensor x, Tensor y, Fit options) {
        return fit(List.of(x), List.of(y), options);
    }

    /** Trains a model of several inputs or outputs on arrays. */
    public History fit(List<Tensor> xs, List<Tensor> ys, Fit options) {
        buildFor(xs);
        return new Trainer(this, options).fit(xs, ys);
    }

    /** Trains on any source of batches. */
    public History fit(Batches batches, Fit options) {
        return new Trainer(this, options).fit(batches);
    }

    /** The same as fit, under its old name. */
    public History fitGenerator(Batches batches, Fit options) {
        return fit(batches, options);
    }

    /** Loss and metrics on arrays, in batches of 32. */
    public Evaluation evaluate(Tensor x, Tensor y) {
        return evaluate(x, y, 32);
    }

    public Evaluation evaluate(Tensor x, Tensor y, int batchSize) {
        return evaluate(List.of(x), List.of(y), List.of(), batchSize);
    }

    /** Loss and metrics with a weight per sample in the loss (none: empty). */
    public Evaluation evaluate(List<Tensor> xs, List<Tensor> ys, List<Tensor> sampleWeights, int batchSize) {
        buildFor(xs);
        return evaluate(Batches.of(xs, ys, sampleWeights, batchSize, false, 0), -1);
    }

    /** Loss and metrics on the first {@code steps} batches of a source; −1 for all. */
    public Evaluation evaluate(Batches batches, int steps) {
        return new Evaluation(new Trainer(this, new Fit().verbose(0)).evaluate(batches, steps));
    }

    /** The outputs for all samples, in batches of 32. */
    public Tensor predict(Tensor x) {
        return predict(x, 32);
    }

    public Tensor predict(Tensor x, int batchSize) {
        return predict(List.of(x), batchSize).get(0);
    }

    /** The outputs of a model of several inputs or outputs. */
    public List<Tensor> predict(List<Tensor> xs, int batchSize) {
        if (batchSize <= 0) {
            throw new OptionException("predict: batchSize must be positive, got " + batchSize);
        }
        buildFor(xs);
        int rows = xs.get(0).shape().dim(0);
        List<Tensor> all = outputs().stream()
                .map(o -> Tensor.zeros(o.shape().prepend(rows)))
                .toList();
        for (int from = 0; from < rows; from += batchSize) {
            int first = from;
            int end = (int) Math.min(rows, (long) from + batchSize);
            List<Tensor> outputs = new ArrayList<>();
            forward(xs.stream().map(x -> x.rows(first, end)).toList(), outputs);
            for (int o = 0; o < all.size(); o++) {
                all.get(o).rows(first, end).copyFrom(outputs.get(o));
            }
        }
        return all;
    }

    /** One update on one batch; the figures of that batch alone. */
    public Evaluation trainOnBatch(Tensor x, Tensor y) {
        return trainOnBatch(Batch.of(x, y));
    }

    public Evaluation trainOnBatch(Batch batch) {
        buildFor(batch.inputs());
        return new Evaluation(new Trainer(this, new Fit().verbose(0)).trainOnBatch(batch));
    }

    /** The figures of one batch. */
    public Evaluation testOnBatch(Tensor x, Tensor y) {
        return evaluate(x, y, Math.max(1, x.shape().dim(0)));
    }

    /** Runs a batch forward; adds copies of the outputs to {@code outputs} and tells the layers' own losses. */
    final double forward(List<Tensor> inputs, List<Tensor> outputs) {
        requireInputs(inputs);
        Runner runner = runner();
        try {
            Runner.Result result = runner.predict(inputs);
            result.outputs().forEach(y -> outputs.add(y.copy()));
            return result.layerLosses();
        } finally {
            giveBack(runner);
        }
    }

    final Runner runner() {
        Runner runner = runners.poll();
        return runner != null ? runner : new Runner(plan());
    }

    final void giveBack(Runner runner) {
        if (runners.size() < 2 * Pool.shared().threads()) {
            runners.push(runner);
        }
    }

    /** Builds a model whose input shape has not been told, from the data. */
    void buildFor(List<Tensor> xs) {
        requireInputs(xs);
    }

    // ---- look

    /** Prints the table of layers, as Keras 3 does. */
    public void summary() {
        Console.stream().print(new Summary().of(this));
    }

    /** The table of layers as text. */
    public String summaryText(Summary options) {
        return options.of(this);
    }
}
