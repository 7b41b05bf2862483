package com.example.extensions;

import dev.cornet.metrics.ConfusionMatrix;
import dev.cornet.metrics.ConfusionMatrixMetric;

/** The correlation of Matthews, (s·n − Σ aₖ·pₖ) / √((n² − Σ aₖ²)·(n² − Σ pₖ²)), s correct of n samples, aₖ of class k, pₖ predicted as k. */
public final class Matthews extends ConfusionMatrixMetric<Matthews> {
    @Override
    protected double value(ConfusionMatrix m) {
        double products = 0;
        double actual = m.total() * m.total();
        double predicted = m.total() * m.total();
        for (int k = 0; k < m.classes(); k++) {
            products += m.actual(k) * m.predicted(k);
            actual -= m.actual(k) * m.actual(k);
            predicted -= m.predicted(k) * m.predicted(k);
        }
        return ratio(m.correct() * m.total() - products, Math.sqrt(actual * predicted));
    }
}
