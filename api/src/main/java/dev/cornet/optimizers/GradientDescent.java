package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * Gradient descent on all samples, with a step length that is halved until the loss decreases.
 *
 * <pre>
 * λ ← η;  while loss(w − λ·g) ≥ loss(w): λ ← λ/2;  w ← w − λ·g
 * </pre>
 *
 * <p>Each step begins with λ = η, 1 by default. For steps on mini-batches with a given learning rate use {@link SGD}. Reference: Nocedal,
 * Wright, "Numerical optimization", 2nd edition, section 3.1 (algorithm 3.1 with c = 0).
 */
public final class GradientDescent extends FullBatchOptimizer<GradientDescent> {
    private static final int MAX_HALVINGS = 60;

    /** With learning rate 1. */
    public GradientDescent() {
        this(1);
    }

    /** @param learningRate η, the step length that is tried first */
    public GradientDescent(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public GradientDescent(LearningRate learningRate) {
        super(learningRate);
    }

    @Override
    boolean step(LineFunction line, Map<String, Tensor> sharedState) {
        float[] d = line.steepestDescent();
        double lambda = learningRate();
        for (int halvings = 0; halvings < MAX_HALVINGS; halvings++, lambda /= 2) {
            if (line.evaluate(lambda, d) < line.startLoss()) {
                return true;
            }
        }
        line.restoreStart();
        return false;
    }
}
