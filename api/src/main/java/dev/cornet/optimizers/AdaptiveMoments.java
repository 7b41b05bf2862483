package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * The algorithm of Adam, base of Adam and AdamW.
 *
 * <pre>
 * m ← m + (1 − β₁)·(g − m)
 * v ← v + (1 − β₂)·(g² − v)
 * v̂ ← max(v̂, v)                              with amsgrad; otherwise v̂ = v
 * w ← w − α·m / (√v̂ + ε),   α = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)
 * </pre>
 *
 * @param <O> the optimizer class itself
 */
abstract class AdaptiveMoments<O extends AdaptiveMoments<O>> extends FluentOptimizer<O> {
    @Option("beta_1")
    private double beta1 = 0.9;

    @Option("beta_2")
    private double beta2 = 0.999;

    @Option
    private double epsilon = 1e-7;

    @Option
    private boolean amsgrad;

    AdaptiveMoments(LearningRate learningRate) {
        super(learningRate);
    }

    /** β₁, the decay rate of the mean of the gradients; default 0.9. */
    public O beta1(double beta1) {
        this.beta1 = beta1;
        return checked();
    }

    /** β₂, the decay rate of the mean of the squared gradients; default 0.999. */
    public O beta2(double beta2) {
        this.beta2 = beta2;
        return checked();
    }

    /** ε, which keeps the divisor from 0; default 1e-7. */
    public O epsilon(double epsilon) {
        this.epsilon = epsilon;
        return checked();
    }

    /** Whether steps are divided by the root of the largest v so far instead of the root of v; default false. */
    public O amsgrad(boolean amsgrad) {
        this.amsgrad = amsgrad;
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
    protected final List<String> slots() {
        return amsgrad ? List.of("momentum", "velocity", "velocity_hat") : List.of("momentum", "velocity");
    }

    @Override
    protected final Update update(float lr, long t) {
        float beta1Power = (float) Math.pow((float) beta1, t);
        float beta2Power = (float) Math.pow((float) beta2, t);
        float alpha = lr * (float) Math.sqrt(1f - beta2Power) / (1f - beta1Power);
        float q1 = (float) (1 - beta1);
        float q2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        if (!amsgrad) {
            return (w, g, s, from, to) -> {
                float[] m = s[0];
                float[] v = s[1];
                for (int i = from; i < to; i++) {
                    m[i] = FlushDenormals.mean(m[i] + (g[i] - m[i]) * q1);
                    v[i] = FlushDenormals.square(v[i] + (g[i] * g[i] - v[i]) * q2);
                    w[i] -= m[i] * alpha / ((float) Math.sqrt(v[i]) + eps);
                }
            };
        }
        return (w, g, s, from, to) -> {
            float[] m = s[0];
            float[] v = s[1];
            float[] hat = s[2];
            for (int i = from; i < to; i++) {
                m[i] = FlushDenormals.mean(m[i] + (g[i] - m[i]) * q1);
                v[i] = FlushDenormals.square(v[i] + (g[i] * g[i] - v[i]) * q2);
            }
            for (int i = from; i < to; i++) {
                hat[i] = Math.max(hat[i], v[i]);
                w[i] -= m[i] * alpha / ((float) Math.sqrt(hat[i]) + eps);
            }
        };
    }
}
