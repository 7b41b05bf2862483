package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Steps along d = −H·g, where H, an estimate of the inverse of the loss' second derivatives, learns from how gradients change.
 *
 * @param <O> the optimizer itself
 */
abstract class QuasiNewton<O extends QuasiNewton<O>> extends FullBatchOptimizer<O> {
    /** Pairs with less than this cosine between step and change of gradient say nothing but rounding. */
    private static final double LEAST_COSINE = 1e-10;

    @Option
    private double c1 = 1e-4;

    @Option
    private double c2 = 0.9;

    QuasiNewton(LearningRate learningRate) {
        super(learningRate);
    }

    /** c₁ of the Wolfe conditions, the part of the slope by which the loss has to fall; default 1e-4. */
    public final O c1(double c1) {
        this.c1 = c1;
        return checked();
    }

    /** c₂ of the Wolfe conditions, the part of the slope that may be left; default 0.9. */
    public final O c2(double c2) {
        this.c2 = c2;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(0 < c1 && c1 < c2 && c2 < 1, "c1 and c2 must be 0 < c1 < c2 < 1, got %s and %s", c1, c2);
    }

    @Override
    final boolean step(LineFunction line, Map<String, Tensor> memory) {
        float[] d = direction(line.gradient(), memory);
        boolean fresh = !(LineFunction.dot(line.gradient(), d) < 0);
        if (fresh || !new WolfeSearch(line, d, c1, c2).run(learningRate())) {
            d = line.down();
            double unit = Math.min(1, 1 / line.norm()); // nothing is known yet of the loss' curvature
            boolean lower = new WolfeSearch(line, d, c1, c2).run(learningRate() * unit);
            memory.values().forEach(m -> Arrays.fill(m.data(), 0f)); // behind the search, in which a loss may throw
            if (!lower) {
                return false;
            }
        }
        float[] s = line.moved();
        float[] y = line.turned();
        double sy = LineFunction.dot(s, y);
        if (sy > LEAST_COSINE * Math.sqrt(LineFunction.dot(s, s) * LineFunction.dot(y, y))) {
            learn(s, y, sy, memory);
        }
        return true;
    }

    /** −H·g; zeros where nothing has been learnt yet. */
    abstract float[] direction(float[] g, Map<String, Tensor> memory);

    /** Takes in that the gradient has changed by y over the step s, with sᵀy &gt; 0. */
    abstract void learn(float[] s, float[] y, double sy, Map<String, Tensor> memory);

    static Tensor get(Map<String, Tensor> memory, String name) {
        return Objects.requireNonNull(memory.get(name), name);
    }
}
