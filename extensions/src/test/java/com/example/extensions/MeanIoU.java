package com.example.extensions;

import dev.cornet.metrics.ConfusionMatrix;
import dev.cornet.metrics.ConfusionMatrixMetric;

/** The mean over classes of TP / (TP + FP + FN), of the classes that occur; targets are class numbers or one-hot. */
public final class MeanIoU extends ConfusionMatrixMetric<MeanIoU> {
    @Override
    protected double value(ConfusionMatrix m) {
        double sum = 0;
        int valid = 0;
        for (int c = 0; c < m.classes(); c++) {
            double union = m.actual(c) + m.predicted(c) - m.get(c, c);
            sum += ratio(m.get(c, c), union);
            valid += union == 0 ? 0 : 1;
        }
        return sum / valid;
    }
}
