package dev.cornet.nn;

/** A layer that may add a penalty on its activated output to the loss. If so, its activation cannot be moved after the next layer. */
public interface ActivityPenalty {
    /** Returns whether an activity regularizer is set. */
    boolean penalizesActivity();
}
