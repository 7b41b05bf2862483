package dev.cornet.losses;

/**
 * A loss that is a mean over the values of a row: l = (1/n)·Σᵢ f(tᵢ, pᵢ), or a sum, if {@link #divisor} returns 1:
 *
 * <pre>{@code
 * public final class FourthPower extends ElementwiseLoss<FourthPower> {
 *     @Override protected double value(double t, double p) {
 *         return Math.pow(p - t, 4);
 *     }
 *     @Override protected double derivative(double t, double p) {
 *         return 4 * Math.pow(p - t, 3);
 *     }
 * }
 * }</pre>
 *
 * @param <L> the loss class itself
 */
public abstract class ElementwiseLoss<L extends ElementwiseLoss<L>> extends RowLoss<L> {
    /** f(t, p) for one target t and one prediction p. */
    protected abstract double value(double t, double p);

    /** The derivative ∂f/∂p. */
    protected abstract double derivative(double t, double p);

    /** The number by which the sum over the {@code n} values of a row is divided; default n. */
    protected double divisor(int n) {
        return n;
    }

    @Override
    protected final double row(LossRow x) {
        float[] t = x.targets();
        float[] p = x.predictions();
        int tAt = x.targetsAt();
        int pAt = x.predictionsAt();
        int n = x.size();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += value(t[tAt + i], p[pAt + i]);
        }
        return sum / divisor(n);
    }

    @Override
    protected final void rowGradient(LossRow x, float scale) {
        float[] t = x.targets();
        float[] p = x.predictions();
        float[] dp = x.gradients();
        int tAt = x.targetsAt();
        int pAt = x.predictionsAt();
        int dpAt = x.gradientsAt();
        int n = x.size();
        double factor = (double) scale / divisor(n);
        for (int i = 0; i < n; i++) {
            dp[dpAt + i] = (float) (factor * derivative(t[tAt + i], p[pAt + i]));
        }
    }
}
