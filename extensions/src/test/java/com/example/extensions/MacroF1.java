package com.example.extensions;

import dev.cornet.metrics.ConfusionMatrix;
import dev.cornet.metrics.ConfusionMatrixMetric;

/** The mean over classes of 2·TP / (2·TP + FP + FN), from a confusion matrix whose size is that of the predictions. */
public final class MacroF1 extends ConfusionMatrixMetric<MacroF1> {
    @Override
    protected double value(ConfusionMatrix m) {
        double sum = 0;
        for (int c = 0; c < m.classes(); c++) {
            sum += ratio(2 * m.get(c, c), m.actual(c) + m.predicted(c));
        }
        return sum / m.classes();
    }
}
