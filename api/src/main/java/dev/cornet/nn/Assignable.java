package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** What a run may set by {@link Pass#assignAfterStep}: it changes when the whole batch has been through. */
public sealed interface Assignable permits Variable, RecurrentState {
    /** Sets the value to a copy of another. */
    void assign(Tensor value);
}
