package dev.cornet.constraints;

import dev.cornet.tensor.Tensor;

/** Constraints for tests of optimizers, in this package so that optimizers regard them as the library's own. */
public final class ConstraintStubs {
    private ConstraintStubs() {}

    /** A constraint that finds no memory. */
    public static Constraint withoutMemory() {
        return new Constraint() {
            @Override
            public void project(Tensor w) {
                throw new OutOfMemoryError("project");
            }

            @Override
            public Runnable projection(Tensor w) {
                throw new OutOfMemoryError("projection");
            }
        };
    }
}
