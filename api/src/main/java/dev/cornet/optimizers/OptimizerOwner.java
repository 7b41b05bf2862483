package dev.cornet.optimizers;

import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Variable;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The model that an optimizer belongs to: the first one that it trains. */
final class OptimizerOwner {
    private final Optimizer optimizer;
    private WeakReference<Object> owner = new WeakReference<>(null);
    private @Nullable String ownerName;

    OptimizerOwner(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    /** Throws if the optimizer cannot train the model; see {@link Optimizer#requireMayTrain}. */
    synchronized void requireMayTrain(Object model, String name, Supplier<List<Variable>> weights) {
        if (owner.get() == model) {
            return;
        }
        boolean isNew = ownerName == null;
        boolean isAllowed = isNew
                ? optimizer.steps() == 0 || weights.get().stream().anyMatch(optimizer::hasStateOf)
                : weights.get().stream().allMatch(optimizer::hasStateOf);
        if (!isAllowed) {
            throw new OptionException(KerasNames.of(optimizer.getClass()) + ": the optimizer belongs to "
                    + (isNew ? "another model" : "another model, " + ownerName) + ", and cannot train "
                    + named(name, weights.get())
                    + ": its step count, its learning rate and the state that it keeps of weights are those of the first"
                    + " one. Make a new optimizer for each model: compile(new "
                    + KerasNames.of(optimizer.getClass())
                    + "(…), …).");
        }
    }

    /** Claims the optimizer for a model; see {@link Optimizer#claimFor}. */
    synchronized boolean claim(Object model, String name, Supplier<List<Variable>> weights) {
        requireMayTrain(model, name, weights);
        if (ownerName != null) {
            return false;
        }
        owner = new WeakReference<>(model);
        ownerName = named(name, weights.get());
        return true;
    }

    /** Makes the optimizer belong to no model again. */
    synchronized void release() {
        owner = new WeakReference<>(null);
        ownerName = null;
    }

    private static String named(String model, List<Variable> weights) {
        return weights.isEmpty() ? model : model + " with " + weights.get(0).path();
    }
}
