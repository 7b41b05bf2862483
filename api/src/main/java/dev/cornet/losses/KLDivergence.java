package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * The Kullback-Leibler divergence: l = Σ t'·log(t' / p') with x' = min(max(x, ε), 1), ε = 10⁻⁷.
 *
 * <p>References: Kullback, Leibler, "On information and sufficiency", 1951; Keras' KLDivergence page.
 */
public final class KLDivergence extends FluentLoss<KLDivergence> {
    private static final float EPSILON = 1e-7f;

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        super.checkTargets(target, prediction);
        TargetChecks.requireSameRows(name(), target.shape(), prediction.shape());
    }

    @Override
    protected double row(float[] t, int tAt, int m, float[] p, int pAt, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double truth = clip(t[tAt + i]);
            sum += truth * Math.log(truth / clip(p[pAt + i]));
        }
        return sum;
    }

    @Override
    protected void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt) {
        for (int i = 0; i < n; i++) {
            float q = p[pAt + i];
            dp[dpAt + i] = q < EPSILON || q > 1 ? 0f : (float) (-scale * clip(t[tAt + i]) / q);
        }
    }

    private static double clip(float x) {
        return Math.min(Math.max(x, EPSILON), 1f);
    }
}
