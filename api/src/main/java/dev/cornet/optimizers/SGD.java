package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import java.util.List;

/**
 * Stochastic gradient descent, optionally with momentum.
 *
 * <pre>
 * w ← w − η·g                                without momentum
 * m ← μ·m − η·g;  w ← w + m                  with momentum μ
 * m ← μ·m − η·g;  w ← w + μ·m − η·g          with Nesterov momentum
 * </pre>
 *
 * <p>References: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013; Keras'
 * SGD page.
 */
public final class SGD extends FluentOptimizer<SGD> {
    @Option
    private double momentum;

    @Option
    private boolean nesterov;

    /** With learning rate 0.01. */
    public SGD() {
        this(0.01);
    }

    public SGD(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public SGD(LearningRate learningRate) {
        super(learningRate);
    }

    /** The momentum μ, from 0 to 1; default 0. */
    public SGD momentum(double momentum) {
        this.momentum = momentum;
        return checked();
    }

    /** True for Nesterov momentum; default false. */
    public SGD nesterov(boolean nesterov) {
        this.nesterov = nesterov;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(momentum >= 0 && momentum <= 1, "momentum must be between 0 and 1, got %s", momentum);
    }

    @Override
    protected List<String> slots() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    protected Update update(float lr, long t) {
        float mu = (float) momentum;
        if (momentum == 0) {
            return (w, g, s, from, to) -> {
                for (int i = from; i < to; i++) {
                    w[i] -= g[i] * lr;
                }
            };
        }
        if (!nesterov) {
            return (w, g, s, from, to) -> {
                float[] m = s[0];
                for (int i = from; i < to; i++) {
                    m[i] = FlushDenormals.mean(m[i] * mu - g[i] * lr);
                    w[i] += m[i];
                }
            };
        }
        return (w, g, s, from, to) -> {
            float[] m = s[0];
            for (int i = from; i < to; i++) {
                m[i] = FlushDenormals.mean(m[i] * mu - g[i] * lr);
                w[i] += m[i] * mu - g[i] * lr;
            }
        };
    }
}
