package com.example.extensions;

import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.LossValues;
import dev.cornet.tensor.Tensor;

/** The Dice loss of a whole batch: l = 1 − 2·Σ t·p / (Σ t + Σ p + ε). */
public final class Dice extends FluentLoss<Dice> {
    @Override
    public LossValues evaluate(Tensor yTrue, Tensor yPred) {
        float[] t = yTrue.toArray();
        float[] p = yPred.toArray();
        double product = 0;
        double sum = 1e-7;
        for (int i = 0; i < p.length; i++) {
            product += (double) t[i] * p[i];
            sum += t[i] + p[i];
        }
        double dice = 2 * product / sum;
        double total = sum;
        return LossValues.of(1 - dice, (scale, dp) -> {
            for (int i = 0; i < p.length; i++) {
                dp.data()[dp.offset() + i] = (float) (scale * (dice - 2 * t[i]) / total);
            }
        });
    }
}
