package dev.cornet.constraints;

import dev.cornet.config.Registry;

/** Constraints by Keras' names, as layers take them: {@code Constraints.of("max_norm")}. */
public final class Constraints {
    private Constraints() {}

    /** The constraint with its default options; an unknown name is refused with a list of the known ones. */
    public static Constraint of(String name) {
        return Registry.get(Constraint.class, name);
    }
}
