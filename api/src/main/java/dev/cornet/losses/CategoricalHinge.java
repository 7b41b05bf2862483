package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * The categorical hinge loss: l = max(neg − pos + 1, 0) with pos = Σ t·p and neg = max (1 − t)·p, for one-hot t.
 *
 * <p>pos is the prediction for the right class, neg the largest one for a wrong class, or 0 if those are all negative. Reference: Keras'
 * CategoricalHinge page.
 */
public final class CategoricalHinge extends RowLoss<CategoricalHinge> {
    @Override
    protected double row(LossRow x) {
        return Math.max(neg(x) - pos(x) + 1, 0);
    }

    @Override
    protected void rowGradient(LossRow x, float scale) {
        double neg = neg(x);
        boolean active = neg - pos(x) + 1 >= 0;
        int ties = 0;
        for (int i = 0; i < x.size(); i++) {
            ties += wrongScore(x.target(i), x.prediction(i)) == neg ? 1 : 0;
        }
        for (int i = 0; i < x.size(); i++) {
            double dNeg =
                    wrongScore(x.target(i), x.prediction(i)) == neg ? (1.0 - x.target(i)) / ties : 0; // shared by ties
            x.gradient(i, active ? scale * (dNeg - x.target(i)) : 0);
        }
    }

    private static double wrongScore(double t, double p) {
        return (1 - t) * p;
    }

    private static double neg(LossRow x) {
        double neg = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.size(); i++) {
            neg = Math.max(neg, wrongScore(x.target(i), x.prediction(i)));
        }
        return neg;
    }

    private static double pos(LossRow x) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            sum += (double) x.target(i) * x.prediction(i);
        }
        return sum;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        OneHotTargets.check(this, target, prediction);
    }
}
