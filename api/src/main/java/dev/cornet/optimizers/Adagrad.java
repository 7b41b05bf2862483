package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * The Adagrad optimizer: divides gradients by the root of the sum of all their squares so far, so that weights with rare gradients take
 * larger steps.
 *
 * <pre>
 * a ← a + g²
 * w ← w − η·g / √(a + ε)
 * </pre>
 *
 * <p>References: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 12, 2011;
 * Keras' Adagrad page.
 */
public final class Adagrad extends FluentOptimizer<Adagrad> {
    @Option
    private double initialAccumulatorValue = 0.1;

    @Option
    private double epsilon = 1e-7;

    /** With learning rate 0.001. */
    public Adagrad() {
        this(0.001);
    }

    public Adagrad(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Adagrad(LearningRate learningRate) {
        super(learningRate);
    }

    /** The initial value of a; default 0.1. */
    public Adagrad initialAccumulatorValue(double initialAccumulatorValue) {
        this.initialAccumulatorValue = initialAccumulatorValue;
        return checked();
    }

    /** ε, which keeps the divisor from 0; default 1e-7. */
    public Adagrad epsilon(double epsilon) {
        this.epsilon = epsilon;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(
                initialAccumulatorValue >= 0,
                "initial_accumulator_value must be 0 or more, got %s",
                initialAccumulatorValue);
        require(epsilon >= 0, "epsilon must be 0 or more, got %s", epsilon);
    }

    @Override
    protected List<String> slots() {
        return List.of("accumulator");
    }

    @Override
    protected float initial(String slot) {
        return (float) initialAccumulatorValue;
    }

    @Override
    protected Update update(float lr, long t) {
        float eps = (float) epsilon;
        return (w, g, s, from, to) -> {
            float[] a = s[0];
            for (int i = from; i < to; i++) {
                a[i] += g[i] * g[i];
                w[i] -= lr * g[i] / (float) Math.sqrt(a[i] + eps);
            }
        };
    }
}
