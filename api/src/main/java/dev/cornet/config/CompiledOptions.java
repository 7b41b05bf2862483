package dev.cornet.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a loss or metric, which can no longer change once it has been given to compile: a change would appear in the model's
 * file, but have no effect on the compiled model.
 */
public final class CompiledOptions {
    private final Configurable component;
    private final String kind;
    private @Nullable FixedOptions fixed;

    /** @param kind "loss" or "metric", for the message */
    public CompiledOptions(Configurable component, String kind) {
        this.component = component;
        this.kind = kind;
    }

    /** Forbids later changes. */
    public void fix() {
        if (fixed == null) {
            fixed = FixedOptions.of(component, Set.of(), part -> false);
        }
    }

    /** Undoes and refuses a change after {@link #fix}. */
    public void requireUnchanged() {
        FixedOptions before = fixed;
        if (before != null) {
            before.requireUnchanged(
                    KerasNames.of(component.getClass()),
                    "The " + kind + " has been given to compile: make a new one and compile again.");
        }
    }
}
