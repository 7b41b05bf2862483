package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A quasi-Newton method: steps along d = −H·g, where H approximates the inverse of the Hessian and is updated from the changes of the
 * gradient.
 *
 * @param <O> the optimizer class itself
 */
abstract class QuasiNewton<O extends FullBatchOptimizer<O>> extends FullBatchOptimizer<O> {
    /** Below this cosine between step and gradient change, rounding errors dominate and H is not updated. */
    private static final double MIN_COSINE = 1e-10;

    @Option
    private double c1 = 1e-4;

    @Option
    private double c2 = 0.9;

    QuasiNewton(LearningRate learningRate) {
        super(learningRate);
    }

    /**
     * c₁ of the Wolfe conditions, for sufficient decrease: a step of length a has to lower the loss φ by at least c₁·a·|φ'(0)|; default
     * 1e-4.
     */
    public final O c1(double c1) {
        this.c1 = c1;
        return checked();
    }

    /**
     * c₂ of the Wolfe conditions, for curvature: the fraction of the derivative φ'(0) along the step that may remain at its end; default
     * 0.9.
     */
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
    final boolean step(LineFunction line, Map<String, Tensor> sharedState) {
        float[] d = direction(line.startGradient(), sharedState);
        boolean isDescent = LineFunction.dot(line.startGradient(), d) < 0;
        boolean found = isDescent && new WolfeLineSearch(line, d, c1, c2).run(learningRate());
        boolean restarts = !found;
        if (restarts) {
            d = line.steepestDescent();
            double scale = Math.min(1, 1 / line.startGradientNorm()); // the curvature of the loss is not known yet
            found = new WolfeLineSearch(line, d, c1, c2).run(learningRate() * scale);
        }
        float[] s = line.displacement();
        float[] y = line.gradientChange();
        double[] work = new double[y.length];
        if (restarts) {
            sharedState.values().forEach(m -> Arrays.fill(m.data(), 0f)); // after all that may throw or needs an array
        }
        if (!found) {
            return false;
        }
        double sy = LineFunction.dot(s, y);
        if (sy > MIN_COSINE * Math.sqrt(LineFunction.dot(s, s) * LineFunction.dot(y, y))) {
            updateInverseHessian(s, y, sy, work, sharedState);
        }
        return true;
    }

    /** The direction −H·g; zeros before the first {@link #updateInverseHessian}. */
    abstract float[] direction(float[] g, Map<String, Tensor> sharedState);

    /**
     * Updates H for a step s in which the gradient changed by y, where sy = sᵀy &gt; 0. It must not fail, so it allocates nothing.
     *
     * @param work an array of the length of s for any use
     */
    abstract void updateInverseHessian(float[] s, float[] y, double sy, double[] work, Map<String, Tensor> sharedState);

    static Tensor get(Map<String, Tensor> sharedState, String name) {
        return Objects.requireNonNull(sharedState.get(name), name);
    }
}
