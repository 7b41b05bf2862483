package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;

/**
 * Steps by the mean of the gradients over the root of the mean of their squares.
 *
 * <pre>
 * m ← m + (1 − β₁)·(g − m)
 * v ← v + (1 − β₂)·(g² − v)
 * v̂ ← max(v̂, v)                              amsgrad only; elsewhere v̂ = v
 * w ← w − α·m / (√v̂ + ε),   α = η·√(1 − β₂ᵗ) / (1 − β₁ᵗ)
 * </pre>
 *
 * <p>References: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015; Reddi, Kale, Kumar, "On the
 * convergence of Adam and beyond", ICLR 2018 (amsgrad); Keras' Adam page.
 */
public final class Adam extends AdaptiveMoments<Adam> {
    /** Learning rate 0.001. */
    public Adam() {
        this(0.001);
    }

    public Adam(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public Adam(LearningRate learningRate) {
        super(learningRate);
    }
}
