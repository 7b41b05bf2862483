package dev.cornet.optimizers;

/**
 * The loss of the current batch as a function of the weights, for optimizers that evaluate it at several points. Each call uses the same
 * samples and the same dropout, and does not change states such as moving averages.
 */
@FunctionalInterface
public interface LossClosure {
    /** The loss at the current weights, penalties included; also overwrites the gradients with those at these weights. */
    double get();
}
