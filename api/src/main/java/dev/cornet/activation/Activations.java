package dev.cornet.activation;

import dev.cornet.config.Registry;
import dev.cornet.layer.ActivationFunction;

/** Activations by Keras' names, as layers take them: {@code Activations.of("relu")}. */
public final class Activations {
    private Activations() {}

    /** The activation with its default options; an unknown name is refused with a list of the known ones. */
    public static ActivationFunction of(String name) {
        return Registry.get(ActivationFunction.class, name);
    }
}
