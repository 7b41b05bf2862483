package dev.cornet.loss;

import dev.cornet.error.OptionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A loss whose option methods return its own type, so that options chain in any order.
 *
 * @param <L> the loss itself
 */
public abstract class FluentLoss<L extends FluentLoss<L>> extends Loss {
    /** The name in messages and saved models. */
    public final L named(String name) {
        this.name = name;
        return self();
    }

    /** How the losses of a batch become one number. */
    public final L reduction(Reduction reduction) {
        this.reduction = reduction;
        return self();
    }

    /** "sum_over_batch_size", "sum", "mean_with_sample_weight" or "none". */
    public final L reduction(String reduction) {
        for (Reduction known : Reduction.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(reduction)) {
                return reduction(known);
            }
        }
        throw new OptionException(getClass().getSimpleName() + ": unknown reduction \"" + reduction + "\"; known are "
                + Arrays.stream(Reduction.values())
                        .map(known -> known.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                + ".");
    }

    /** For the end of an option method: refuses a bad value at once, and returns this loss. */
    protected final L checked() {
        check();
        return self();
    }

    @SuppressWarnings("unchecked") // L is the class itself, by the bound
    final L self() {
        return (L) this;
    }
}
