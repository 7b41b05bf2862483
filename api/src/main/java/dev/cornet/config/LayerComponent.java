package dev.cornet.config;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A component of a layer: an activation, initializer, regularizer or constraint. Its options can no longer change once a layer that has it
 * is built: a later change would alter a trained model, or appear in its file without effect.
 */
public abstract class LayerComponent implements Configurable {
    private volatile @Nullable Fixed fixed;

    private record Fixed(FixedOptions options, Supplier<String> advice) {}

    /**
     * Forbids later changes of the component's options. Returns false if they are fixed already.
     *
     * @param advice returns the end of the message that refuses a change
     */
    public static boolean fix(LayerComponent component, Supplier<String> advice) {
        if (component.fixed != null) {
            return false;
        }
        component.fixed = new Fixed(FixedOptions.of(component, Set.of(), part -> false), advice);
        return true;
    }

    /** Undoes a {@link #fix} that returned true, if the layer has not been built after all. */
    public static void release(LayerComponent component) {
        component.fixed = null;
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this component unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    /**
     * For the end of an option method: if a layer that has this component is built, undoes the change and throws an {@link
     * dev.cornet.exceptions.OptionException}.
     */
    protected final void requireOptionsUnchanged() {
        Fixed before = fixed;
        if (before != null) {
            before.options.requireUnchanged(KerasNames.of(getClass()), before.advice.get());
        }
    }

    /** For the end of an option method: {@link #requireOptionsUnchanged}, then {@link #check}. */
    protected final void checkOptions() {
        requireOptionsUnchanged();
        check();
    }
}
