package dev.cornet.optimizers;

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
public final class Adamax extends BaseAdam<Adamax> {
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
