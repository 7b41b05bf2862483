package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * The Adamax optimizer: Adam with the decaying maximum of the gradients in place of their mean square.
 *
 * <pre>
 * m ← m + (1 − β₁)·(g − m)
 * u ← max(β₂·u, |g|)
 * w ← w − η·m / ((1 − β₁ᵗ)·(u + ε))
 * </pre>
 *
 * <p>References: Kingma, Ba, "Adam: a method for stochastic optimization", section 7, ICLR 2015; Keras' Adamax page.
 */
public final class Adamax extends FluentOptimizer<Adamax> {
    @Option("beta_1")
    private double beta1 = 0.9;

    @Option("beta_2")
    private double beta2 = 0.999;

    @Option
    private double epsilon = 1e-7;

    /** With learning rate 0.001. */
    public Adamax() {
        this(0.001);
    }

    public Adamax(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Adamax(LearningRate learningRate) {
        super(learningRate);
    }

    /** β₁, the decay rate of the mean of the gradients; default 0.9. */
    public Adamax beta1(double beta1) {
        this.beta1 = beta1;
        return checked();
    }

    /** β₂, the decay rate of the maximum u; default 0.999. */
    public Adamax beta2(double beta2) {
        this.beta2 = beta2;
        return checked();
    }

    /** ε, which keeps the divisor from 0; default 1e-7. */
    public Adamax epsilon(double epsilon) {
        this.epsilon = epsilon;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(beta1 >= 0 && beta1 < 1, "beta_1 must be 0 or more and less than 1, got %s", beta1);
        require(beta2 >= 0 && beta2 < 1, "beta_2 must be 0 or more and less than 1, got %s", beta2);
        require(epsilon >= 0, "epsilon must be 0 or more, got %s", epsilon);
    }

    @Override
    protected List<String> slots() {
        return List.of("momentum", "norm");
    }

    @Override
    protected Update update(float lr, long t) {
        float q = (float) (1 - beta1);
        float b = (float) beta2;
        float eps = (float) epsilon;
        float biasCorrection = 1f - (float) Math.pow((float) beta1, t);
        return (w, g, s, from, to) -> {
            float[] m = s[0];
            float[] u = s[1];
            for (int i = from; i < to; i++) {
                m[i] = FlushDenormals.mean(m[i] + (g[i] - m[i]) * q);
                u[i] = FlushDenormals.mean(Math.max(b * u[i], Math.abs(g[i])));
                w[i] -= lr * m[i] / (biasCorrection * (u[i] + eps));
            }
        };
    }
}
