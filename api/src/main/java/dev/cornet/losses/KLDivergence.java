package dev.cornet.losses;

/**
 * The Kullback-Leibler divergence: l = Σ t'·log(t' / p') with x' = min(max(x, ε), 1), ε = 10⁻⁷.
 *
 * <p>References: Kullback, Leibler, "On information and sufficiency", 1951; Keras' KLDivergence page.
 */
public final class KLDivergence extends EqualRowsLoss<KLDivergence> {
    private static final float EPSILON = 1e-7f;

    @Override
    protected double row(LossRow x) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            double truth = clip(x.target(i));
            sum += truth * Math.log(truth / clip(x.prediction(i)));
        }
        return sum;
    }

    @Override
    protected void rowGradient(LossRow x, float scale) {
        for (int i = 0; i < x.size(); i++) {
            float q = x.prediction(i);
            x.gradient(i, q < EPSILON || q > 1 ? 0 : -scale * clip(x.target(i)) / q);
        }
    }

    private static double clip(float x) {
        return Math.min(Math.max(x, EPSILON), 1f);
    }
}
