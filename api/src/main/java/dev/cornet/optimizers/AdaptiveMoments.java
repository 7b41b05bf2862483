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
abstract class AdaptiveMoments<O extends AdaptiveMoments<O>> extends BaseAdam<O> {
    @Option
    private boolean amsgrad;

    AdaptiveMoments(LearningRate learningRate) {
        super(learningRate);
    }

    /** Whether steps are divided by the root of the largest v so far instead of the root of v; default false. */
    public O amsgrad(boolean amsgrad) {
        this.amsgrad = amsgrad;
        return checked();
    }

    @Override
    protected final List<String> slots() {
        return amsgrad ? List.of("momentum", "velocity", "velocity_hat") : super.slots();
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
            updateMoments(m, v, g, q1, q2, from, to);
            for (int i = from; i < to; i++) {
                hat[i] = Math.max(hat[i], v[i]);
                w[i] -= m[i] * alpha / ((float) Math.sqrt(hat[i]) + eps);
            }
        };
    }
}
