package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;

/**
 * The AdamW optimizer: Adam with weight decay that is decoupled from the gradient.
 *
 * <pre>
 * w ← w − η·λ·w
 * w ← w − α·m / (√v̂ + ε)                     m, v̂, α as in {@link Adam}
 * </pre>
 *
 * <p>References: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019; Keras' AdamW page.
 */
public final class AdamW extends AdaptiveMoments<AdamW> {
    /** With learning rate 0.001 and weight decay λ = 0.004. */
    public AdamW() {
        this(0.001);
    }

    /** With weight decay λ = 0.004. */
    public AdamW(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    /** With weight decay λ = 0.004. */
    public AdamW(LearningRate learningRate) {
        super(learningRate);
        weightDecay = 0.004;
    }

    @Override
    public void check() {
        super.check();
        require(weightDecay != null, "weight_decay must be a number; without decay, use Adam.");
    }
}
