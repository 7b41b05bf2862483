package dev.cornet.models;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Precision;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.metrics.Direction;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.random.Seeds;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a model is to be trained and run: what compile has settled, its seed and its precision; the part of {@link Model} with its settings. */
public abstract class Compilable extends Functional {
    private final TrainingGuard guard = new TrainingGuard(this);
    private volatile @Nullable Compile given;
    private long seed = -1;
    private volatile Precision precision = Backends.precision();

    Compilable() {}

    /** Sees to it that one call at a time trains this model. */
    final TrainingGuard guard() {
        return guard;
    }

    /** Settles how to train: {@code compile("rmsprop", "mse", "mae")}; objects or Keras' strings. */
    public void compile(Object optimizer, Object loss, Object... metrics) {
        compile(new Compile(optimizer, loss).metrics(metrics));
    }

    /** Settles how to train, with all that Keras' compile takes. */
    public synchronized void compile(Compile options) {
        Arguments.given(options, "Model.compile", "options");
        guard().requireIdle("compile");
        if (isReady()) {
            structure().compiled(options); // refuses what does not fit before anything changes
        }
        options.fixOptions();
        given = options;
    }

    final Compile given() {
        Compile settled = given;
        if (settled == null) {
            throw new CornetException(
                    describe() + ": call compile(optimizer, loss, metrics…) before training or evaluating.");
        }
        return settled;
    }

    final TrainingSetup compiled() {
        return structure().compiled(given());
    }

    /** The optimizer given to compile. */
    public Optimizer optimizer() {
        return given().optimizer();
    }

    /** The names of what fit and evaluate measure, in Keras' order: "loss", then the losses of several outputs, then the metrics. */
    public List<String> metricsNames() {
        return List.copyOf(compiled().places().keySet());
    }

    /**
     * Which way a value of fit's logs is better: down for losses, else as its metric says. "val_" before the name is left aside. Empty for a
     * name that the model does not measure, as one that a callback adds.
     */
    public Optional<Direction> direction(String name) {
        Direction exact = compiled().direction(name);
        return exact != null || !name.startsWith("val_")
                ? Optional.ofNullable(exact)
                : Optional.ofNullable(compiled().direction(name.substring("val_".length())));
    }

    /** True after compile. */
    public boolean isCompiled() {
        return given != null;
    }

    /** The seed of shuffling and dropout: taken from {@link Seeds} when first needed, unless set. */
    public synchronized long seed() {
        if (seed < 0) {
            seed = Seeds.next();
        }
        return seed;
    }

    /** Sets the seed of shuffling and dropout, as reading a checkpoint does. */
    public synchronized void seed(long seed) {
        this.seed = seed;
    }

    /**
     * Sets how exact kernels have to be where this model runs, models inside it included; takes effect with the next batch and is saved
     * with the model. Default: {@link dev.cornet.Cornet#precision()} when the model was made.
     */
    public void precision(Precision precision) {
        this.precision = precision;
    }

    /** How exact kernels have to be where this model runs. */
    public Precision precision() {
        return precision;
    }
}
