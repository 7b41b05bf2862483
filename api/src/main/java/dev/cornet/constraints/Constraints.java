package dev.cornet.constraints;

import dev.cornet.config.Registry;

/** Looks up Keras' constraints by name, as layers do: {@code Constraints.of("max_norm")}. */
public final class Constraints {
    private Constraints() {}

    /** The constraint of that name with its default options; an unknown name is refused with a list of the known ones. */
    public static Constraint of(String name) {
        return Registry.get(Constraint.class, name);
    }
}
