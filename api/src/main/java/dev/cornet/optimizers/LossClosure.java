package dev.cornet.optimizers;

/**
 * The loss of the batch in hand as a function of the weights, for optimizers that look at it in several places. Each call sees the same
 * samples and the same dropout, and leaves states such as moving means as they are.
 */
@FunctionalInterface
public interface LossClosure {
    /** The loss, penalties included, at the weights as they stand; the gradients are overwritten by those of this place. */
    double get();
}
