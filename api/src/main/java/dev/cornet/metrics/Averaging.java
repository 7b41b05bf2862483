package dev.cornet.metrics;

/** How the F-scores of several classes are averaged. */
public enum Averaging {
    /** The score computed from the counts of all classes together. */
    MICRO,
    /** The mean of the scores of the classes. */
    MACRO,
    /** The mean of the scores of the classes, weighted by the number of labels of each class. */
    WEIGHTED
}
