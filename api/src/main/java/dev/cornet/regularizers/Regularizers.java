package dev.cornet.regularizers;

import dev.cornet.config.Registry;

/** Regularizers as they read best with a static import: {@code new Dense(10).kernelRegularizer(l2(0.01))}. */
public final class Regularizers {
    private Regularizers() {}

    /** l₁·Σ|w| */
    public static L1 l1(double l1) {
        return new L1(l1);
    }

    /** l₂·Σw² */
    public static L2 l2(double l2) {
        return new L2(l2);
    }

    /** l₁·Σ|w| + l₂·Σw² */
    public static L1L2 l1L2(double l1, double l2) {
        return new L1L2(l1, l2);
    }

    /** The regularizer with its default options; an unknown name is refused with a list of the known ones. */
    public static Regularizer of(String name) {
        return Registry.get(Regularizer.class, name);
    }
}
