package dev.cornet.optimizers;

import dev.cornet.exceptions.OptionException;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno on all samples. It suits networks of up to some thousand weights, which
 * it brings to a minimum in a few hundred steps; R's {@code nnet} trains with it.
 *
 * <pre>
 * w ← w + a·d,  d = −H·g,  where a is found by a line search for the strong Wolfe conditions that begins with η
 * H ← (I − s·yᵀ/sᵀy)·H·(I − y·sᵀ/sᵀy) + s·sᵀ/sᵀy     for the step s and the change y of g; H = sᵀy/yᵀy·I before the first
 * </pre>
 *
 * <p>H has n×n values for n weights; for more than 10,000 weights use {@link LBFGS}. Reference: Nocedal, Wright, "Numerical optimization",
 * 2nd edition, algorithm 6.1.
 */
public final class BFGS extends QuasiNewton<BFGS> {
    private static final int MAX_WEIGHTS = 10_000;
    private static final String INVERSE = "inverse_hessian";

    /** With learning rate 1. */
    public BFGS() {
        this(1);
    }

    /** @param learningRate η, the step length that is tried first; 1 is that of Newton's method */
    public BFGS(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public BFGS(LearningRate learningRate) {
        super(learningRate);
    }

    @Override
    Map<String, Tensor> newSharedState(int n) {
        if (n > MAX_WEIGHTS) {
            throw new OptionException("BFGS: for " + n + " weights it would keep " + n + "×" + n
                    + " values; it takes up to " + MAX_WEIGHTS + ". Use LBFGS, which keeps 20 values per weight.");
        }
        return Map.of(INVERSE, Tensor.zeros(n, n));
    }

    @Override
    float[] direction(float[] g, Map<String, Tensor> sharedState) {
        double[] hg = new double[g.length];
        multiply(get(sharedState, INVERSE).data(), g, hg);
        float[] d = new float[g.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (float) -hg[i];
        }
        return d;
    }

    @Override
    void updateInverseHessian(float[] s, float[] y, double sy, double[] hy, Map<String, Tensor> sharedState) {
        float[] h = get(sharedState, INVERSE).data();
        int n = s.length;
        if (h[0] == 0) { // before the first update; later the diagonal is positive
            for (int i = 0; i < n; i++) {
                h[i * n + i] = (float) (sy / LineFunction.dot(y, y));
            }
        }
        multiply(h, y, hy);
        double yhy = 0;
        for (int i = 0; i < n; i++) {
            yhy += y[i] * hy[i];
        }
        double factor = (1 + yhy / sy) / sy;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double change = factor * ((double) s[i] * s[j]) - (hy[i] * s[j] + s[i] * hy[j]) / sy;
                h[i * n + j] = (float) (h[i * n + j] + change);
            }
        }
    }

    /** hx ← h·x */
    private static void multiply(float[] h, float[] x, double[] hx) {
        for (int i = 0; i < x.length; i++) {
            double sum = 0;
            for (int j = 0; j < x.length; j++) {
                sum += (double) h[i * x.length + j] * x[j];
            }
            hx[i] = sum;
        }
    }
}
