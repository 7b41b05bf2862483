package dev.cornet.activations;

import dev.cornet.config.LibraryClasses;
import dev.cornet.config.Registry;
import dev.cornet.nn.ActivationFunction;
import org.jspecify.annotations.Nullable;

/** Looks up Keras' activation functions by name, as layers do: {@code Activations.of("relu")}. */
public final class Activations {
    private Activations() {}

    /** The activation of that name with its default options; an unknown name is refused with a list of the known ones. */
    public static ActivationFunction of(String name) {
        return Registry.get(ActivationFunction.class, name);
    }

    /** Keras' name of a built-in activation, such as "softmax"; null for a user-defined class, whatever it is called. */
    public static @Nullable String nameOf(ActivationFunction activation) {
        return LibraryClasses.contains(activation.getClass()) ? Registry.nameOf(activation) : null;
    }
}
