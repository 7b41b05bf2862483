package dev.cornet.metrics;

/** How the F-scores of classes become one number. */
public enum Averaging {
    /** The score of all classes' counts added up. */
    MICRO,
    /** The mean of the classes' scores. */
    MACRO,
    /** The mean of the classes' scores, weighted by how often each class occurs. */
    WEIGHTED
}
