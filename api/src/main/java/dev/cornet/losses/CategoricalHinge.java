package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * l = max(neg − pos + 1, 0) with pos = Σ t·p, the right class, and neg = max (1 − t)·p, the best of the wrong ones.
 *
 * <p>t is one-hot. Reference: Keras' CategoricalHinge page.
 */
public final class CategoricalHinge extends FluentLoss<CategoricalHinge> {
    @Override
    protected double row(float[] t, int tAt, int m, float[] p, int pAt, int n) {
        return Math.max(best(t, tAt, p, pAt, n) - right(t, tAt, p, pAt, n) + 1, 0);
    }

    @Override
    protected void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt) {
        double best = best(t, tAt, p, pAt, n);
        boolean active = best - right(t, tAt, p, pAt, n) + 1 >= 0;
        int ties = 0;
        for (int i = 0; i < n; i++) {
            ties += wrong(t[tAt + i], p[pAt + i]) == best ? 1 : 0;
        }
        for (int i = 0; i < n; i++) {
            double down = wrong(t[tAt + i], p[pAt + i]) == best ? (1.0 - t[tAt + i]) / ties : 0; // shared by equals
            dp[dpAt + i] = active ? (float) (scale * (down - t[tAt + i])) : 0f;
        }
    }

    private static double wrong(double t, double p) {
        return (1 - t) * p;
    }

    private static double best(float[] t, int tAt, float[] p, int pAt, int n) {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            best = Math.max(best, wrong(t[tAt + i], p[pAt + i]));
        }
        return best;
    }

    private static double right(float[] t, int tAt, float[] p, int pAt, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) t[tAt + i] * p[pAt + i];
        }
        return sum;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        OneHot.check(this, target, prediction);
    }
}
