package dev.cornet.initializers;

import dev.cornet.config.Registry;

/** Initializers by Keras' names, as layers take them: {@code Initializers.of("he_normal")}. */
public final class Initializers {
    private Initializers() {}

    /** The initializer with its default options; an unknown name is refused with a list of the known ones. */
    public static Initializer of(String name) {
        return Registry.get(Initializer.class, name);
    }
}
