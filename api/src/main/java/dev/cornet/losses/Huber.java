package dev.cornet.losses;

import dev.cornet.config.Option;

/**
 * The Huber loss: l = (1/n)·Σ h(p − t) with h(x) = ½·x² for |x| ≤ δ, and δ·|x| − ½·δ² for |x| > δ.
 *
 * <p>References: Huber, "Robust estimation of a location parameter", 1964; Keras' Huber page.
 */
public final class Huber extends ElementwiseLoss<Huber> {
    @Option
    private double delta = 1;

    /** The error δ above which the loss grows linearly; default 1. */
    public Huber delta(double delta) {
        this.delta = delta;
        return checked();
    }

    @Override
    public void check() {
        require(delta > 0, "delta must be positive, got %s", delta);
    }

    @Override
    protected String defaultName() {
        return "huber_loss";
    }

    @Override
    protected double value(double t, double p) {
        double x = Math.abs(p - t);
        return x <= delta ? 0.5 * x * x : delta * x - 0.5 * delta * delta;
    }

    @Override
    protected double derivative(double t, double p) {
        return Math.max(-delta, Math.min(delta, p - t));
    }
}
