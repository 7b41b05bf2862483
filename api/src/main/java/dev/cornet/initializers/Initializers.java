package dev.cornet.initializers;

import dev.cornet.config.Registry;

/** Looks up Keras' initializers by name, as layers do: {@code Initializers.of("he_normal")}. */
public final class Initializers {
    private Initializers() {}

    /** The initializer of that name with its default options; an unknown name is refused with a list of the known ones. */
    public static Initializer of(String name) {
        return Registry.get(Initializer.class, name);
    }
}
