package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.LossValues;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/**
 * The triplet loss with the hardest samples of the batch, for class numbers of shape (n, 1) and embeddings of shape (n, d):
 * lⱼ = max(0, margin + d(j, farthest of the same class) − d(j, nearest of another class)) with squared distances d. An anchor without a
 * sample of its class, or of another class, does not count.
 */
public final class TripletLoss extends FluentLoss<TripletLoss> {
    @Option
    private double margin = 1;

    public TripletLoss margin(double margin) {
        this.margin = margin;
        return checked();
    }

    @Override
    public void check() {
        require(margin > 0, "margin must be positive, got %s", margin);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireClassNumbersShape(name(), target.shape(), prediction.shape(), "give class numbers.");
        TargetChecks.requireFinite(name(), target);
    }

    @Override
    public LossValues evaluate(Tensor yTrue, Tensor yPred) {
        int n = yPred.shape().dim(0);
        double[] l = new double[n];
        boolean[] counted = new boolean[n];
        int[] positive = new int[n];
        int[] negative = new int[n];
        for (int j = 0; j < n; j++) {
            positive[j] = extreme(yTrue, yPred, j, true);
            negative[j] = extreme(yTrue, yPred, j, false);
            counted[j] = positive[j] >= 0 && negative[j] >= 0;
            if (counted[j]) {
                double difference = distance(yPred, j, positive[j]) - distance(yPred, j, negative[j]);
                l[j] = Math.max(0, margin + difference);
            }
        }
        return LossValues.of(l, (scale, dp) -> {
                    for (int j = 0; j < n; j++) {
                        if (l[j] > 0) {
                            addDistanceGradient(yPred, j, positive[j], 2 * scale[j], dp);
                            addDistanceGradient(yPred, j, negative[j], -2 * scale[j], dp);
                        }
                    }
                })
                .counting(counted);
    }

    /** The farthest sample of the class of j, or the nearest of another class; −1 if there is none. */
    private static int extreme(Tensor yTrue, Tensor p, int j, boolean sameClass) {
        int found = -1;
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.shape().dim(0); k++) {
            boolean same = yTrue.data()[yTrue.offset() + k] == yTrue.data()[yTrue.offset() + j];
            double d = sameClass ? distance(p, j, k) : -distance(p, j, k);
            if (k != j && same == sameClass && d > best) {
                best = d;
                found = k;
            }
        }
        return found;
    }

    private static double distance(Tensor p, int j, int k) {
        double sum = 0;
        for (int i = 0; i < p.rowSize(); i++) {
            double difference = p.get(j, i) - p.get(k, i);
            sum += difference * difference;
        }
        return sum;
    }

    private static void addDistanceGradient(Tensor p, int j, int k, float scale, Tensor dp) {
        for (int i = 0; i < p.rowSize(); i++) {
            float d = scale * (p.get(j, i) - p.get(k, i));
            dp.set(dp.get(j, i) + d, j, i);
            dp.set(dp.get(k, i) - d, k, i);
        }
    }
}
