package dev.cornet.metrics;

/** How {@link AUC} integrates between the points of its curve. */
public enum SummationMethod {
    /** By linear interpolation; for precision and recall by the interpolation of Davis and Goadrich. */
    INTERPOLATION,
    /** By the smaller height of two neighbouring points. */
    MINORING,
    /** By the larger height of two neighbouring points. */
    MAJORING
}
