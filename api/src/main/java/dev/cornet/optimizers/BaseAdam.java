package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * An optimizer that divides the mean of the gradients by a measure of their size: Adam and its variants.
 *
 * @param <O> the optimizer class itself
 */
abstract class BaseAdam<O extends BaseAdam<O>> extends FluentOptimizer<O> {
    @Option("beta_1")
    double beta1 = 0.9;

    @Option("beta_2")
    double beta2 = 0.999;

    @Option
    double epsilon = 1e-7;

    BaseAdam(LearningRate learningRate) {
        super(learningRate);
    }

    /** β₁, the decay rate of the mean of the gradients; default 0.9. */
    public final O beta1(double beta1) {
        this.beta1 = beta1;
        return checked();
    }

    /** β₂, the decay rate of the mean of the squared gradients, or of the maximum that replaces it; default 0.999. */
    public final O beta2(double beta2) {
        this.beta2 = beta2;
        return checked();
    }

    /** ε, which keeps the divisor from 0; default 1e-7. */
    public final O epsilon(double epsilon) {
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
        return List.of("momentum", "velocity");
    }

    /** m ← m + q₁·(g − m), v ← v + q₂·(g² − v) */
    static void updateMoments(float[] m, float[] v, float[] g, float q1, float q2, int from, int to) {
        for (int i = from; i < to; i++) {
            m[i] = FlushDenormals.mean(m[i] + (g[i] - m[i]) * q1);
            v[i] = FlushDenormals.square(v[i] + (g[i] * g[i] - v[i]) * q2);
        }
    }
}
