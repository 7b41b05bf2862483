package dev.cornet.losses;

/**
 * The Poisson loss: l = (1/n)·Σ (p − t·log(p + ε)), ε = 10⁻⁷.
 *
 * <p>Up to a term that does not depend on p, it is the negative log-likelihood of counts t with expected values p. Reference: Keras'
 * Poisson page.
 */
public final class Poisson extends ElementwiseLoss<Poisson> {
    private static final float EPSILON = 1e-7f;

    @Override
    protected double value(double t, double p) {
        return p - t * Math.log(p + EPSILON);
    }

    @Override
    protected double derivative(double t, double p) {
        return 1 - t / (p + EPSILON);
    }
}
