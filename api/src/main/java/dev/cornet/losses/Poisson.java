package dev.cornet.losses;

/**
 * l = (1/n)·Σ (p − t·log(p + ε)), ε = 10⁻⁷: the likelihood of counts t whose expected values are p.
 *
 * <p>Reference: Keras' Poisson page.
 */
public final class Poisson extends ElementwiseLoss<Poisson> {
    private static final float EPSILON = 1e-7f;

    @Override
    protected double value(double t, double p) {
        return p - t * Math.log(p + EPSILON);
    }

    @Override
    protected double slope(double t, double p) {
        return 1 - t / (p + EPSILON);
    }
}
