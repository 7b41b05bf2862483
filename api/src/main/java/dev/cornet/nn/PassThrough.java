package dev.cornet.nn;

/**
 * A layer that may return its only input unchanged, as dropout does in inference. Cross-entropy losses look for logits before such layers.
 */
public interface PassThrough {
    /** Returns whether the input is returned unchanged, in training mode or in inference mode. */
    boolean passesInput(boolean training);
}
