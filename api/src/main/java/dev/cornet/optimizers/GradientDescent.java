package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * Gradient descent on all samples, with a step that is halved until it lowers the loss.
 *
 * <pre>
 * λ ← η;  while loss(w − λ·g) ≥ loss(w): λ ← λ/2;  w ← w − λ·g
 * </pre>
 *
 * <p>Each step begins again at η, 1 by default. Steps on batches with a fixed rate are {@link SGD}'s. Reference: Nocedal, Wright,
 * "Numerical optimization", 2nd edition, section 3.1 (its algorithm 3.1 with c = 0).
 */
public final class GradientDescent extends FullBatchOptimizer<GradientDescent> {
    private static final int MOST_HALVINGS = 60;

    /** First length 1. */
    public GradientDescent() {
        this(1);
    }

    /** @param learningRate η, the length that each step tries first */
    public GradientDescent(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public GradientDescent(LearningRate learningRate) {
        super(learningRate);
    }

    @Override
    boolean step(LineFunction line, Map<String, Tensor> memory) {
        float[] d = line.down();
        double lambda = learningRate();
        for (int halvings = 0; halvings < MOST_HALVINGS; halvings++, lambda /= 2) {
            if (line.visit(lambda, d) < line.loss()) {
                return true;
            }
        }
        line.back();
        return false;
    }
}
