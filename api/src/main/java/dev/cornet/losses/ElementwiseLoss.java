package dev.cornet.losses;

/**
 * A loss that is a mean over the values of a row: l = (1/n)·Σᵢ f(tᵢ, pᵢ).
 *
 * @param <L> the loss class itself
 */
public abstract class ElementwiseLoss<L extends ElementwiseLoss<L>> extends FluentLoss<L> {
    /** f(t, p) for one target t and one prediction p. */
    protected abstract double value(double t, double p);

    /** The derivative ∂f/∂p. */
    protected abstract double derivative(double t, double p);

    @Override
    protected final double row(float[] t, int tAt, int m, float[] p, int pAt, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += value(t[tAt + i], p[pAt + i]);
        }
        return sum / n;
    }

    @Override
    protected final void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt) {
        double factor = (double) scale / n;
        for (int i = 0; i < n; i++) {
            dp[dpAt + i] = (float) (factor * derivative(t[tAt + i], p[pAt + i]));
        }
    }
}
