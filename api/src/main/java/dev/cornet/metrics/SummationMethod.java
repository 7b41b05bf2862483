package dev.cornet.metrics;

/** How {@link AUC} joins the points of its curve. */
public enum SummationMethod {
    /** By straight lines; for precision and recall by the curve of Davis and Goadrich. */
    INTERPOLATION,
    /** By steps at the lower of two points. */
    MINORING,
    /** By steps at the higher of two points. */
    MAJORING
}
