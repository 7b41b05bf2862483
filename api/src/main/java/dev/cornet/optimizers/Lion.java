package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * The Lion optimizer: changes each value by η, in the direction of the sign of a mean of momentum and gradient. It needs learning rates 3
 * to 10 times smaller than Adam.
 *
 * <pre>
 * w ← w − η·sign(β₁·m + (1 − β₁)·g)
 * m ← β₂·m + (1 − β₂)·g
 * </pre>
 *
 * <p>References: Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023; Keras' Lion page.
 */
public final class Lion extends FluentOptimizer<Lion> {
    // |c·HUGE·HUGE| ≥ 1 for each c ≠ 0, denormal numbers included. Clipped to ±1 it is the sign of c, computed without
    // a branch.
    private static final float HUGE = 1e38f;

    @Option("beta_1")
    private double beta1 = 0.9;

    @Option("beta_2")
    private double beta2 = 0.99;

    /** With learning rate 0.001. */
    public Lion() {
        this(0.001);
    }

    public Lion(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Lion(LearningRate learningRate) {
        super(learningRate);
    }

    /** β₁, the weight of m in the sign; more than 0, default 0.9. */
    public Lion beta1(double beta1) {
        this.beta1 = beta1;
        return checked();
    }

    /** β₂, the decay rate of m; default 0.99. */
    public Lion beta2(double beta2) {
        this.beta2 = beta2;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(beta1 > 0 && beta1 <= 1, "beta_1 must be more than 0 and at most 1, got %s", beta1);
        require(beta2 >= 0 && beta2 <= 1, "beta_2 must be between 0 and 1, got %s", beta2);
    }

    @Override
    protected List<String> slots() {
        return List.of("momentum");
    }

    @Override
    protected Update update(float lr, long t) {
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float q1 = 1f - b1;
        float q2 = 1f - b2;
        return (w, g, s, from, to) -> {
            float[] m = s[0];
            for (int i = from; i < to; i++) {
                float c = m[i] * b1 + g[i] * q1;
                w[i] -= lr * Math.min(Math.max(c * HUGE * HUGE, -1f), 1f);
                m[i] = FlushDenormals.mean(m[i] * b2 + g[i] * q2);
            }
        };
    }
}
