package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.ArrayList;
import java.util.List;

/**
 * The RMSprop optimizer: divides gradients by the root of a moving average of their squares.
 *
 * <pre>
 * v ← ρ·v + (1 − ρ)·g²
 * a ← ρ·a + (1 − ρ)·g                        if centered
 * d = η·g / √(v + ε)                         if centered: η·g / √(v − a² + ε)
 * w ← w − d                                  with momentum μ: m ← μ·m + d;  w ← w − m
 * </pre>
 *
 * <p>References: Tieleman, Hinton, "Lecture 6.5: rmsprop", 2012; Graves, "Generating sequences with recurrent neural networks", 2013
 * (centered); Keras' RMSprop page.
 */
public final class RMSprop extends FluentOptimizer<RMSprop> {
    @Option
    private double rho = 0.9;

    @Option
    private double momentum;

    @Option
    private double epsilon = 1e-7;

    @Option
    private boolean centered;

    /** With learning rate 0.001. */
    public RMSprop() {
        this(0.001);
    }

    public RMSprop(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public RMSprop(LearningRate learningRate) {
        super(learningRate);
    }

    /** ρ, the decay rate of the mean square; default 0.9. */
    public RMSprop rho(double rho) {
        this.rho = rho;
        return checked();
    }

    /** The momentum μ; default 0. */
    public RMSprop momentum(double momentum) {
        this.momentum = momentum;
        return checked();
    }

    /** ε, which keeps the divisor from 0; default 1e-7. */
    public RMSprop epsilon(double epsilon) {
        this.epsilon = epsilon;
        return checked();
    }

    /** Whether gradients are divided by the root of their variance instead of their mean square; default false. */
    public RMSprop centered(boolean centered) {
        this.centered = centered;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(rho >= 0 && rho <= 1, "rho must be between 0 and 1, got %s", rho);
        require(momentum >= 0 && momentum <= 1, "momentum must be between 0 and 1, got %s", momentum);
        require(epsilon >= 0, "epsilon must be 0 or more, got %s", epsilon);
    }

    @Override
    protected List<String> slots() {
        List<String> slots = new ArrayList<>(List.of("velocity"));
        if (momentum > 0) {
            slots.add("momentum");
        }
        if (centered) {
            slots.add("average_gradient");
        }
        return slots;
    }

    // Each loop is small enough to compile to vector instructions; d overwrites the gradient.
    @Override
    protected Update update(float lr, long t) {
        float r = (float) rho;
        float q = (float) (1 - rho);
        float mu = (float) momentum;
        float eps = (float) epsilon;
        return (w, g, s, from, to) -> {
            float[] v = s[0];
            for (int i = from; i < to; i++) {
                v[i] = FlushDenormals.square(r * v[i] + q * (g[i] * g[i]));
            }
            if (centered) {
                float[] a = s[mu > 0 ? 2 : 1];
                for (int i = from; i < to; i++) {
                    a[i] = FlushDenormals.mean(r * a[i] + q * g[i]);
                    g[i] = lr * g[i] / (float) Math.sqrt(v[i] - a[i] * a[i] + eps);
                }
            } else {
                for (int i = from; i < to; i++) {
                    g[i] = lr * g[i] / (float) Math.sqrt(v[i] + eps);
                }
            }
            if (mu > 0) {
                float[] m = s[1];
                for (int i = from; i < to; i++) {
                    m[i] = FlushDenormals.mean(mu * m[i] + g[i]);
                    w[i] -= m[i];
                }
            } else {
                for (int i = from; i < to; i++) {
                    w[i] -= g[i];
                }
            }
        };
    }
}
