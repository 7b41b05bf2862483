package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * The categorical hinge loss: l = max(neg − pos + 1, 0) with pos = Σ t·p and neg = max (1 − t)·p, for one-hot t.
 *
 * <p>pos is the prediction for the right class, neg the largest one for a wrong class, or 0 if those are all negative. Reference: Keras'
 * CategoricalHinge page.
 */
public final class CategoricalHinge extends FluentLoss<CategoricalHinge> {
    @Override
    protected double row(float[] t, int tAt, int m, float[] p, int pAt, int n) {
        return Math.max(neg(t, tAt, p, pAt, n) - pos(t, tAt, p, pAt, n) + 1, 0);
    }

    @Override
    protected void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt) {
        double neg = neg(t, tAt, p, pAt, n);
        boolean active = neg - pos(t, tAt, p, pAt, n) + 1 >= 0;
        int ties = 0;
        for (int i = 0; i < n; i++) {
            ties += wrongScore(t[tAt + i], p[pAt + i]) == neg ? 1 : 0;
        }
        for (int i = 0; i < n; i++) {
            double dNeg = wrongScore(t[tAt + i], p[pAt + i]) == neg ? (1.0 - t[tAt + i]) / ties : 0; // shared by ties
            dp[dpAt + i] = active ? (float) (scale * (dNeg - t[tAt + i])) : 0f;
        }
    }

    private static double wrongScore(double t, double p) {
        return (1 - t) * p;
    }

    private static double neg(float[] t, int tAt, float[] p, int pAt, int n) {
        double neg = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            neg = Math.max(neg, wrongScore(t[tAt + i], p[pAt + i]));
        }
        return neg;
    }

    private static double pos(float[] t, int tAt, float[] p, int pAt, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) t[tAt + i] * p[pAt + i];
        }
        return sum;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        OneHotTargets.check(this, target, prediction);
    }
}
