package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * The Adadelta optimizer: scales gradients by the root mean square of past steps over that of past gradients.
 *
 * <pre>
 * a ← ρ·a + (1 − ρ)·g²
 * d = −√(b + ε)·g / √(a + ε)
 * b ← ρ·b + (1 − ρ)·d²
 * w ← w + η·d
 * </pre>
 *
 * <p>The paper has no η, which corresponds to learning rate 1. References: Zeiler, "ADADELTA: an adaptive learning rate method", 2012;
 * Keras' Adadelta page.
 */
public final class Adadelta extends FluentOptimizer<Adadelta> {
    @Option
    private double rho = 0.95;

    @Option
    private double epsilon = 1e-7;

    /** With learning rate 0.001. */
    public Adadelta() {
        this(0.001);
    }

    public Adadelta(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Adadelta(LearningRate learningRate) {
        super(learningRate);
    }

    /** ρ, the decay rate of both mean squares; default 0.95. */
    public Adadelta rho(double rho) {
        this.rho = rho;
        return checked();
    }

    /** ε, which keeps roots from 0; default 1e-7. */
    public Adadelta epsilon(double epsilon) {
        this.epsilon = epsilon;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(rho >= 0 && rho <= 1, "rho must be between 0 and 1, got %s", rho);
        require(epsilon >= 0, "epsilon must be 0 or more, got %s", epsilon);
    }

    @Override
    protected List<String> slots() {
        return List.of("accumulated_grad", "accumulated_delta_var");
    }

    // Two loops, each small enough to compile to vector instructions; d overwrites the gradient.
    @Override
    protected Update update(float lr, long t) {
        float r = (float) rho;
        float q = (float) (1 - rho);
        float eps = (float) epsilon;
        return (w, g, s, from, to) -> {
            float[] a = s[0];
            float[] b = s[1];
            for (int i = from; i < to; i++) {
                a[i] = FlushDenormals.square(r * a[i] + q * (g[i] * g[i]));
                g[i] = -((float) Math.sqrt(b[i] + eps) * g[i] / (float) Math.sqrt(a[i] + eps));
            }
            for (int i = from; i < to; i++) {
                b[i] = FlushDenormals.square(r * b[i] + q * (g[i] * g[i]));
                w[i] += lr * g[i];
            }
        };
    }
}
