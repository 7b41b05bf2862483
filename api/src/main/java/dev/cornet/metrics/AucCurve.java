package dev.cornet.metrics;

/** The curve whose area {@link AUC} measures; it has one point per threshold. */
public enum AucCurve {
    /** Receiver operating characteristic: recall TP / (TP + FN) over the false positive rate FP / (FP + TN). */
    ROC,
    /** Precision TP / (TP + FP) over recall. */
    PR,
    /**
     * Precision gain over recall gain: precision and recall, each rescaled harmonically so that the fraction of positives becomes 0 and 1
     * stays 1. Reference: Flach, Kull, "Precision-recall-gain curves: PR analysis done right", NIPS 2015.
     */
    PRGAIN
}
