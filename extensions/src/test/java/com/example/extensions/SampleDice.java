package com.example.extensions;

import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.LossValues;
import dev.cornet.tensor.Tensor;

/**
 * The Dice loss of each sample, over all axes but the batch: lⱼ = 1 − 2·Σ t·p / (Σ t + Σ p + ε). Masked steps are left out of the sums.
 */
public final class SampleDice extends FluentLoss<SampleDice> {
    @Override
    public LossValues evaluate(Tensor yTrue, Tensor yPred) {
        return evaluate(yTrue, yPred, Tensor.of(new float[] {1}, 1));
    }

    @Override
    public LossValues evaluate(Tensor yTrue, Tensor yPred, Tensor mask) {
        float[] t = yTrue.toArray();
        float[] p = yPred.toArray();
        float[] m = mask.toArray();
        int perMask = p.length / m.length;
        int n = yPred.rowSize();
        double[] l = new double[yPred.shape().dim(0)];
        double[] sums = new double[l.length];
        for (int j = 0; j < l.length; j++) {
            double product = 0;
            sums[j] = 1e-7;
            for (int i = j * n; i < (j + 1) * n; i++) {
                product += m[i / perMask] * t[i] * p[i];
                sums[j] += m[i / perMask] * (t[i] + p[i]);
            }
            l[j] = 1 - 2 * product / sums[j];
        }
        return LossValues.of(l, (scale, dp) -> {
            for (int i = 0; i < p.length; i++) {
                int j = i / n;
                float slope = (float) (m[i / perMask] * (1 - l[j] - 2 * t[i]) / sums[j]);
                dp.data()[dp.offset() + i] = scale[j] * slope;
            }
        });
    }
}
