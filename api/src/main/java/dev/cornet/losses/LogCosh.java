package dev.cornet.losses;

/**
 * The log-cosh loss: l = (1/n)·Σ log cosh(p − t), quadratic near p = t and linear far from it.
 *
 * <p>log cosh x is computed as |x| + log(1 + e^(−2|x|)) − log 2, which does not overflow. Reference: Keras' LogCosh page.
 */
public final class LogCosh extends ElementwiseLoss<LogCosh> {
    @Override
    protected double value(double t, double p) {
        double x = Math.abs(p - t);
        return x + Math.log1p(Math.exp(-2 * x)) - Math.log(2);
    }

    @Override
    protected double derivative(double t, double p) {
        return Math.tanh(p - t);
    }
}
