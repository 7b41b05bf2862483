package dev.cornet.losses;

import dev.cornet.config.OptionChecks;

/**
 * A loss whose option methods return its own type, so that calls chain in any order.
 *
 * @param <L> the loss class itself
 */
public abstract class FluentLoss<L extends FluentLoss<L>> extends Loss {
    /** The name in logs, messages and saved models. */
    public final L named(String name) {
        this.name = name;
        return self();
    }

    /** How the losses of a batch are reduced to one number. */
    public final L reduction(Reduction reduction) {
        this.reduction = reduction;
        return self();
    }

    /** The reduction by Keras' name: "sum_over_batch_size", "sum", "mean_with_sample_weight" or "none". */
    public final L reduction(String reduction) {
        return reduction(OptionChecks.choice(this, "reduction", Reduction.class, reduction));
    }

    /** For the end of an option method: refuses an invalid value at once, and returns this loss. */
    protected final L checked() {
        L self = self(); // first, because it undoes changes to a compiled loss
        check();
        return self;
    }

    @SuppressWarnings("unchecked") // L is the class itself, by the bound
    final L self() {
        requireOptionsUnchanged();
        return (L) this;
    }
}
