package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;

/**
 * The Nadam optimizer: Adam with Nesterov momentum and a momentum that increases over the first steps.
 *
 * <pre>
 * μₜ = β₁·(1 − ½·0.96ᵗ)
 * Πₜ = μ₁·μ₂ ⋯ μₜ
 * m ← m + (1 − β₁)·(g − m)
 * v ← v + (1 − β₂)·(g² − v)
 * m̂ = μₜ₊₁·m / (1 − Πₜ₊₁) + (1 − μₜ)·g / (1 − Πₜ)
 * w ← w − η·m̂ / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>References: Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016; Keras' Nadam page.
 */
public final class Nadam extends BaseAdam<Nadam> {
    // Π depends on the step alone, so it is not part of the saved state.
    private long productStep;
    private float product = 1;

    /** With learning rate 0.001. */
    public Nadam() {
        this(0.001);
    }

    public Nadam(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Nadam(LearningRate learningRate) {
        super(learningRate);
    }

    @Override
    protected Update update(float lr, long t) {
        float mu = mu(t);
        float muNext = mu(t + 1);
        float muProduct = product(t);
        float meanFactor = muNext / (1f - muProduct * muNext);
        float gradientFactor = (1f - mu) / (1f - muProduct);
        float q1 = 1f - (float) beta1;
        float q2 = 1f - (float) beta2;
        float eps = (float) epsilon;
        float biasCorrection = 1f - (float) Math.pow((float) beta2, t);
        return (w, g, s, from, to) -> {
            float[] m = s[0];
            float[] v = s[1];
            updateMoments(m, v, g, q1, q2, from, to);
            for (int i = from; i < to; i++) {
                g[i] = meanFactor * m[i] + gradientFactor * g[i];
                w[i] -= g[i] * lr / ((float) Math.sqrt(v[i] / biasCorrection) + eps);
            }
        };
    }

    /** μₜ of step {@code t}, computed in float32 like Keras. */
    private float mu(long t) {
        return (float) beta1 * (1f - 0.5f * (float) Math.pow(0.96f, t));
    }

    private float product(long t) {
        if (t < productStep) {
            productStep = 0;
            product = 1;
        }
        while (productStep < t && product != 0) { // soon underflows to 0, so the loop is short even after a restore
            productStep++;
            product *= mu(productStep);
        }
        productStep = t;
        return product;
    }
}
