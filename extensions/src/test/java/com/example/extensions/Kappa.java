package com.example.extensions;

import dev.cornet.metrics.ConfusionMatrix;
import dev.cornet.metrics.ConfusionMatrixMetric;

/** Cohen's κ = (p − q) / (1 − q): the share p of correct predictions, compared with that of chance, q = Σ actual·predicted / total². */
public final class Kappa extends ConfusionMatrixMetric<Kappa> {
    @Override
    protected double value(ConfusionMatrix m) {
        double chance = 0;
        for (int c = 0; c < m.classes(); c++) {
            chance += m.actual(c) * m.predicted(c) / m.total();
        }
        return ratio(m.correct() - chance, m.total() - chance);
    }
}
