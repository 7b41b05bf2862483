package dev.cornet.metrics;

/** The curves under which {@link AUC} measures the area; each has a point per threshold. */
public enum AucCurve {
    /** Recall TP / (TP + FN) over the rate of false alarms FP / (FP + TN). */
    ROC,
    /** Precision TP / (TP + FP) over recall. */
    PR,
    /**
     * Precision and recall on the harmonic scale that runs from always saying 1 to perfection. Reference: Flach, Kull,
     * NIPS 2015.
     */
    PRGAIN
}
