package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** The gradient accumulators of the weights, given to each backward, and which gradients are required. */
public interface Gradients {
    /**
     * Returns the accumulated gradient of {@code w}, of its shape: add to it, never overwrite it. Where the gradient of {@code w} is not
     * required, the result is a tensor that is discarded.
     */
    Tensor accumulator(Variable w);

    /** Returns whether the gradient of {@code w} is required; false for a frozen weight. */
    boolean requires(Variable w);

    /** Returns whether dx is required; false if no weight before this layer is trained. */
    boolean requiresInput();

    /**
     * Returns whether the loss depends on output {@code i} of the layer whose backward runs; if not, its dy is all zeros. A weight for which
     * {@link #accumulator} is never called has no gradient, and the optimizer leaves it unchanged. So a layer with inner layers should not
     * run the backward of those on which only such outputs depend.
     */
    default boolean hasOutputGradient(int i) {
        return true;
    }
}
