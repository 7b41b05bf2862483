package com.example.extensions;

import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossValues;
import dev.cornet.tensor.Tensor;

/** The mean cross-entropy of all rows of a batch, as one number, from probabilities or logits. */
final class BatchEntropy extends FluentLoss<BatchEntropy> {
    private boolean logits;

    @Override
    public Loss fromLogitsVariant(String activation) {
        BatchEntropy variant = new BatchEntropy().named(name());
        variant.logits = true;
        return activation.equals("softmax") ? variant : null;
    }

    @Override
    public LossValues evaluate(Tensor yTrue, Tensor yPred) {
        float[] t = yTrue.toArray();
        double[] q = new double[t.length];
        int n = yPred.shape().last();
        int rows = t.length / n;
        double sum = 0;
        for (int r = 0; r < rows; r++) {
            double total = 0;
            for (int i = r * n; i < (r + 1) * n; i++) {
                float p = yPred.data()[yPred.offset() + i];
                q[i] = logits ? Math.exp(p) : p;
                total += q[i];
            }
            for (int i = r * n; i < (r + 1) * n; i++) {
                q[i] /= total;
                sum -= t[i] * Math.log(q[i]) / rows;
            }
        }
        return LossValues.of(sum, (scale, dp) -> {
            for (int i = 0; i < t.length; i++) {
                double slope = logits ? q[i] - t[i] : 1 - t[i] / q[i];
                dp.data()[dp.offset() + i] = (float) (scale * slope / rows);
            }
        });
    }
}
