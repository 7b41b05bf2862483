package dev.cornet.nn;

import dev.cornet.backend.Ops;
import dev.cornet.tensor.Tensor;

/** The argument of each backward that holds the gradient accumulators of the weights and knows which gradients are required. */
public interface Gradients {
    /**
     * Returns the tensor, of the shape of {@code w}, in which the gradient of {@code w} is summed: add to it, never overwrite it. If the
     * gradient of {@code w} is not required, the tensor is discarded after the step.
     */
    Tensor accumulator(Variable w);

    /** Adds xᵀ·dz to the gradient of w (k, n), for x (…, k) and dz (…, n), as after z = x·w. */
    default void addTransposedDot(Variable w, Tensor x, Tensor dz) {
        Ops.addTransposedDot(accumulator(w), x, dz);
    }

    /** Returns whether the gradient of {@code w} is required; false for a frozen weight. */
    boolean requires(Variable w);

    /** Returns whether dx is required; false if no weight before this layer is trained. */
    boolean requiresInput();

    /**
     * Returns whether the loss depends on output {@code i} of the layer whose backward runs; if not, its dy is all zeros. A weight for
     * which {@link #accumulator} is never called has no gradient, and the optimizer leaves it unchanged. So a layer with inner layers
     * should not run the backward of an inner layer that contributes only to outputs without a gradient.
     */
    default boolean hasOutputGradient(int i) {
        return true;
    }
}
