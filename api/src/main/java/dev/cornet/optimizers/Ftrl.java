package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * The FTRL optimizer (follow the regularized leader), for sparse linear models: with an L1 penalty, weights of little effect stay exactly
 * 0.
 *
 * <pre>
 * a' = a + g²
 * z ← z + g + 2·λₛ·w − (a'^−p − a^−p)·w / η
 * a ← a'
 * w ← (clip(z, −λ₁, λ₁) − z) / (a^−p / η + 2·λ₂ + β / η)
 * </pre>
 *
 * <p>p is the learning rate power (negative); λ₁, λ₂ and λₛ are the strengths of the penalties. References: McMahan et al., "Ad click
 * prediction: a view from the trenches", KDD 2013; Keras' Ftrl page.
 */
public final class Ftrl extends FluentOptimizer<Ftrl> {
    @Option
    private double learningRatePower = -0.5;

    @Option
    private double initialAccumulatorValue = 0.1;

    @Option
    private double l1RegularizationStrength;

    @Option
    private double l2RegularizationStrength;

    @Option
    private double l2ShrinkageRegularizationStrength;

    @Option
    private double beta;

    /** With learning rate 0.001. */
    public Ftrl() {
        this(0.001);
    }

    public Ftrl(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Ftrl(LearningRate learningRate) {
        super(learningRate);
    }

    /**
     * The power p, 0 or less: with −0.5, steps shrink with the root of the sum of squared gradients; with 0, they do not shrink. Default
     * −0.5.
     */
    public Ftrl learningRatePower(double learningRatePower) {
        this.learningRatePower = learningRatePower;
        return checked();
    }

    /** The initial value of a; default 0.1. */
    public Ftrl initialAccumulatorValue(double initialAccumulatorValue) {
        this.initialAccumulatorValue = initialAccumulatorValue;
        return checked();
    }

    /** The strength λ₁ of the L1 penalty; default 0. */
    public Ftrl l1RegularizationStrength(double l1RegularizationStrength) {
        this.l1RegularizationStrength = l1RegularizationStrength;
        return checked();
    }

    /** The strength λ₂ of the L2 penalty; default 0. */
    public Ftrl l2RegularizationStrength(double l2RegularizationStrength) {
        this.l2RegularizationStrength = l2RegularizationStrength;
        return checked();
    }

    /** The strength λₛ of the L2 penalty that is added to the gradient; default 0. */
    public Ftrl l2ShrinkageRegularizationStrength(double l2ShrinkageRegularizationStrength) {
        this.l2ShrinkageRegularizationStrength = l2ShrinkageRegularizationStrength;
        return checked();
    }

    /** The term β of the formula, which acts like an L2 penalty; default 0. */
    public Ftrl beta(double beta) {
        this.beta = beta;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(learningRatePower <= 0, "learning_rate_power must be 0 or less, got %s", learningRatePower);
        require(Double.isFinite(beta), "beta must be a finite number, got %s", beta);
        require(
                initialAccumulatorValue >= 0,
                "initial_accumulator_value must be 0 or more, got %s",
                initialAccumulatorValue);
        require(
                l1RegularizationStrength >= 0,
                "l1_regularization_strength must be 0 or more, got %s",
                l1RegularizationStrength);
        require(
                l2RegularizationStrength >= 0,
                "l2_regularization_strength must be 0 or more, got %s",
                l2RegularizationStrength);
        require(
                l2ShrinkageRegularizationStrength >= 0,
                "l2_shrinkage_regularization_strength must be 0 or more, got %s",
                l2ShrinkageRegularizationStrength);
    }

    @Override
    protected List<String> slots() {
        return List.of("accumulator", "linear");
    }

    @Override
    protected float initial(String slot) {
        return slot.equals("accumulator") ? (float) initialAccumulatorValue : 0f;
    }

    @Override
    protected Update update(float lr, long t) {
        float power = (float) -learningRatePower;
        float l1 = (float) l1RegularizationStrength;
        float l2 = (float) l2RegularizationStrength + (float) beta / (2f * lr);
        float shrink = (float) (2 * l2ShrinkageRegularizationStrength);
        return (w, g, s, from, to) -> {
            float[] a = s[0];
            float[] z = s[1];
            for (int i = from; i < to; i++) {
                float next = a[i] + g[i] * g[i];
                float root = power(next, power);
                z[i] += g[i] + shrink * w[i] - (root - power(a[i], power)) / lr * w[i];
                w[i] = (Math.min(Math.max(z[i], -l1), l1) - z[i]) / (root / lr + 2f * l2);
                a[i] = next;
            }
        };
    }

    /** aᵖ; for p = ½ by the square root, which is much faster. */
    private static float power(float a, float p) {
        return p == 0.5f ? (float) Math.sqrt(a) : (float) Math.pow(a, p);
    }
}
