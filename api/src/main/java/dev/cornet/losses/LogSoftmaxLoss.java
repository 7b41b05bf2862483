package dev.cornet.losses;

/**
 * A loss of logits z, computed from the logarithms of p = softmax(z): l = Σᵢ f(tᵢ, log pᵢ). The last layer has no activation then. This is
 * the cross-entropy of one-hot targets:
 *
 * <pre>{@code
 * public final class Crossentropy extends LogSoftmaxLoss<Crossentropy> {
 *     @Override protected double value(double t, double logP) {
 *         return -t * logP;
 *     }
 *     @Override protected double derivative(double t, double logP) {
 *         return -t;
 *     }
 * }
 * }</pre>
 *
 * <p>After a sigmoid, where each output is a probability of its own, extend {@link ElementwiseLoss}, with {@link LogitMath#logSigmoid}.
 *
 * @param <L> the loss class itself
 */
public abstract class LogSoftmaxLoss<L extends LogSoftmaxLoss<L>> extends RowLoss<L> {
    /** f(t, log p) for one target t and the logarithm of its probability p. */
    protected abstract double value(double t, double logP);

    /** The derivative ∂f/∂(log p). */
    protected abstract double derivative(double t, double logP);

    @Override
    protected final double row(LossRow x) {
        double[] logP = x.logSoftmax();
        double sum = 0;
        for (int i = 0; i < logP.length; i++) {
            sum += value(x.target(i), logP[i]);
        }
        return sum;
    }

    @Override
    protected final void rowGradient(LossRow x, float scale) { // dzᵢ = f'ᵢ − pᵢ·Σ f'
        double[] logP = x.logSoftmax();
        double[] derivatives = new double[logP.length];
        double sum = 0;
        for (int i = 0; i < logP.length; i++) {
            derivatives[i] = derivative(x.target(i), logP[i]);
            sum += derivatives[i];
        }
        for (int i = 0; i < logP.length; i++) {
            x.gradient(i, scale * (derivatives[i] - Math.exp(logP[i]) * sum));
        }
    }
}
