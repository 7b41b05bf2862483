package dev.cornet.layer;

import dev.cornet.tensor.Tensor;

/** Where a backward adds the gradients of weights, and what of them is wanted. */
public interface Gradients {
    /** The sum of gradients of {@code w} so far, of its shape: add to it, never overwrite it. Harmless, and lost, when not wanted. */
    Tensor of(Variable w);

    /** False for a frozen weight: its gradient need not be computed. */
    boolean wants(Variable w);

    /** False when nothing in front of this layer learns: dx need not be computed. */
    boolean wantsInput();
}
