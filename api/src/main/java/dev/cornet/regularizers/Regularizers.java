package dev.cornet.regularizers;

import dev.cornet.config.Registry;

/** Factory methods of regularizers, for a static import: {@code new Dense(10).kernelRegularizer(l2(0.01))}. */
public final class Regularizers {
    private Regularizers() {}

    /** The penalty l₁·Σ|w|. */
    public static L1 l1(double l1) {
        return new L1(l1);
    }

    /** The penalty l₂·Σw². */
    public static L2 l2(double l2) {
        return new L2(l2);
    }

    /** The penalty l₁·Σ|w| + l₂·Σw². */
    public static L1L2 l1L2(double l1, double l2) {
        return new L1L2(l1, l2);
    }

    /** The regularizer of that name with its default options; an unknown name is refused with a list of the known ones. */
    public static Regularizer of(String name) {
        return Registry.get(Regularizer.class, name);
    }
}
