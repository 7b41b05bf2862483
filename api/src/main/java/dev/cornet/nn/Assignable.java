package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** A state that a layer may set by {@link Pass#assignAfterStep}. It changes once the whole step has succeeded. */
public sealed interface Assignable permits Variable, RecurrentState {
    /** Sets the value to a copy of another. */
    void assign(Tensor value);
}
