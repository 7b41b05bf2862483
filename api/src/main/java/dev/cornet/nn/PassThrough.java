package dev.cornet.nn;

/** A layer that may give its only input on as it is; cross-entropies look behind it for logits. */
public interface PassThrough {
    /** Whether it does so in calls of training, or in others. */
    boolean passesInput(boolean training);
}
