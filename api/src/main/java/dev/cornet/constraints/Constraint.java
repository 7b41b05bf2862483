package dev.cornet.constraints;

import dev.cornet.config.LayerComponent;
import dev.cornet.tensor.Tensor;

/**
 * A constraint: a projection that is applied to a weight after each update.
 *
 * <p>To write one, extend {@link ElementwiseConstraint} if each value is projected on its own, {@link NormConstraint} if vectors are scaled
 * to another norm, or {@link FluentConstraint} for any other. Reference: Keras' constraints page.
 */
public abstract class Constraint extends LayerComponent {
    /** Replaces w, in place, by an allowed value near it. */
    public abstract void project(Tensor w);

    /**
     * Returns an action that runs {@link #project} on w later. A constraint that needs arrays for it allocates them here, so that a
     * training step without memory for them throws before it changes any weight.
     */
    public Runnable projection(Tensor w) {
        return () -> project(w);
    }
}
