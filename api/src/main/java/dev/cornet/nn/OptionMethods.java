package dev.cornet.nn;

import dev.cornet.config.Configurable;
import dev.cornet.config.OptionChecks;
import dev.cornet.exceptions.OptionException;
import org.jspecify.annotations.Nullable;

/** The common part of option methods that layers inherit from interfaces: each sets the option of one key. */
final class OptionMethods {
    private OptionMethods() {}

    /** Sets an option of a layer, and returns the layer; if it is already built, undoes the change and throws. */
    @SuppressWarnings("unchecked") // L is the class of the layer, as it states where it implements the interface
    static <L> L set(Object layer, String key, @Nullable Object value) {
        Fluent<?> fluent = fluent(layer, key);
        OptionChecks.set(fluent, key, value);
        return (L) fluent.self();
    }

    /** Sets an option of a layer to a component given by its name, and returns the layer. */
    static <L> L set(Object layer, Class<? extends Configurable> family, String key, String name) {
        return set(layer, key, fluent(layer, key).component(family, key, name));
    }

    private static Fluent<?> fluent(Object layer, String key) {
        if (layer instanceof Fluent<?> fluent) {
            return fluent;
        }
        throw new OptionException(layer.getClass().getSimpleName() + ": has a method for the option \"" + key
                + "\" but is no layer. Let it extend UnaryLayer, Merge or Fluent.");
    }
}
