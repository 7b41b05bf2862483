package dev.cornet.nn;

/** A layer that may add a penalty on its output to the loss: then its activation is applied before anything that follows. */
public interface ActivityPenalty {
    boolean penalizesActivity();
}
