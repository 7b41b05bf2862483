package dev.cornet.activations;

import dev.cornet.config.Registry;
import dev.cornet.nn.ActivationFunction;
import org.jspecify.annotations.Nullable;

/** Activations by Keras' names, as layers take them: {@code Activations.of("relu")}. */
public final class Activations {
    private Activations() {}

    /** The activation with its default options; an unknown name is refused with a list of the known ones. */
    public static ActivationFunction of(String name) {
        return Registry.get(ActivationFunction.class, name);
    }

    /** Keras' name of one of these activations, as "softmax"; null for a class of the user's own, whatever it is called. */
    public static @Nullable String nameOf(ActivationFunction activation) {
        boolean own = activation.getClass().getPackage() != Activations.class.getPackage();
        return own ? null : Registry.nameOf(activation);
    }
}
