package dev.cornet.nn;

/**
 * A layer that can add a penalty on its activated output to the loss. If it does, the engine must not apply its activation after the next
 * layer.
 */
public interface ActivityPenalty {
    /** Returns whether an activity regularizer is set. */
    boolean penalizesActivity();
}
