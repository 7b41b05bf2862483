package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** Where a backward adds the gradients of weights, and what of them is wanted. */
public interface Gradients {
    /** The sum of gradients of {@code w} so far, of its shape: add to it, never overwrite it. Harmless, and lost, when not wanted. */
    Tensor accumulator(Variable w);

    /** False for a frozen weight: its gradient need not be computed. */
    boolean requires(Variable w);

    /** False when nothing in front of this layer learns: dx need not be computed. */
    boolean requiresInput();

    /**
     * False where no gradient has come to output {@code i} of the layer whose backward runs: dy is zeros there. Weights of which {@link #accumulator}
     * is never asked have no gradient, and stay as they are; so a layer that joins others leaves out those that only such outputs show.
     */
    default boolean reaches(int i) {
        return true;
    }
}
