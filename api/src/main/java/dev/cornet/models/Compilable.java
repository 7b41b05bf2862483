package dev.cornet.models;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Precision;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.metrics.Direction;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.Seeds;
import dev.cornet.training.ModelRuntime;
import dev.cornet.training.TrainingGuard;
import dev.cornet.training.TrainingSetup;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Superclass of {@link Model} with its settings: the arguments of compile, the seed and the precision. */
public abstract class Compilable extends Functional {
    private final TrainingGuard guard = new TrainingGuard(this);
    private final Object setupLock = new Object();
    private volatile @Nullable Compile compileOptions;
    private @Nullable ResolvedSetup resolvedSetup;
    private long seed = -1;
    private volatile Precision precision = Backends.precision();

    /** The result of resolving compile arguments for the outputs of a graph. */
    private record ResolvedSetup(ModelRuntime runtime, Compile options, TrainingSetup setup) {}

    Compilable() {}

    /** The guard that lets only one call at a time train this model. */
    final TrainingGuard guard() {
        return guard;
    }

    /** Configures training: {@code compile("rmsprop", "mse", "mae")}; each argument is an object or its name in Keras. */
    public void compile(Object optimizer, Object loss, Object... metrics) {
        compile(new Compile(optimizer, loss).metrics(metrics));
    }

    /** Configures training with all options of Keras' compile. */
    public synchronized void compile(Compile options) {
        Arguments.notNull(options, "Model.compile", "options");
        guard().requireIdle("compile");
        if (isBuilt()) {
            trainingSetup(runtime(), options); // throws for options that do not fit, before anything changes
        }
        options.fixOptions();
        compileOptions = options;
    }

    final Compile compileOptions() {
        Compile options = compileOptions;
        if (options == null) {
            throw new CornetException(
                    describe() + ": call compile(optimizer, loss, metrics…) before training or evaluating.");
        }
        return options;
    }

    final TrainingSetup trainingSetup() {
        return trainingSetup(runtime());
    }

    /** The compile arguments resolved for the outputs of the graph of {@code runtime}. */
    final TrainingSetup trainingSetup(ModelRuntime runtime) {
        return trainingSetup(runtime, compileOptions());
    }

    private TrainingSetup trainingSetup(ModelRuntime runtime, Compile options) {
        synchronized (setupLock) {
            ResolvedSetup last = resolvedSetup;
            if (last == null || last.runtime() != runtime || last.options() != options) {
                List<String> names = outputNames(runtime.graph());
                last = new ResolvedSetup(
                        runtime,
                        options,
                        new TrainingSetup(runtime.graph().outputs(), names, options.forOutputs(names)));
                resolvedSetup = last;
            }
            return last.setup();
        }
    }

    /** The optimizer given to compile. */
    public Optimizer optimizer() {
        return compileOptions().optimizer();
    }

    /**
     * The names of the values that fit and evaluate report, in Keras' order: "loss", then the losses of several outputs, then the metrics.
     */
    public List<String> metricsNames() {
        return List.copyOf(trainingSetup().valueIndices().keySet());
    }

    /**
     * Whether a lower or a higher value of this entry in fit's logs is better: lower for losses; for a metric, as the metric defines. A
     * leading "val_" is ignored. Empty for other names, for example of values added to the logs by a callback.
     */
    public Optional<Direction> direction(String name) {
        Direction exact = trainingSetup().direction(name);
        return exact != null || !name.startsWith("val_")
                ? Optional.ofNullable(exact)
                : Optional.ofNullable(trainingSetup().direction(name.substring("val_".length())));
    }

    /** Whether compile has been called. */
    public boolean isCompiled() {
        return compileOptions != null;
    }

    /** The seed of shuffling and dropout: taken from {@link Seeds} when first needed, unless set. */
    public synchronized long seed() {
        if (seed < 0) {
            seed = Seeds.next();
        }
        return seed;
    }

    /** Sets the seed of shuffling and dropout. */
    public synchronized void seed(long seed) {
        this.seed = seed;
    }

    /**
     * Sets the precision of the kernels that compute this model, including the models nested in it. The precision takes effect with the
     * next batch and is saved with the model. Default: the value of {@link dev.cornet.Cornet#precision()} when the model was created.
     */
    public void precision(Precision precision) {
        this.precision = precision;
    }

    /** The precision of the kernels that compute this model. */
    public Precision precision() {
        return precision;
    }
}
