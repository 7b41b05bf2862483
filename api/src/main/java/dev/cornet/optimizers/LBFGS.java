package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * The limited-memory form of {@link BFGS}: H is represented by the last m steps s and gradient changes y, so networks may have millions of
 * weights.
 *
 * <pre>
 * q ← g;  for each pair (s, y), newest first: α = sᵀq/sᵀy, q ← q − α·y
 * q ← sᵀy/yᵀy·q, with the newest pair;  for each pair, oldest first: q ← q + (α − yᵀq/sᵀy)·s
 * w ← w − a·q,  where a is found by a line search for the strong Wolfe conditions that begins with η
 * </pre>
 *
 * <p>Reference: Liu, Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989.
 */
public final class LBFGS extends QuasiNewton<LBFGS> {
    private static final String STEPS = "steps";
    private static final String CHANGES = "changes";

    @Option
    private int historySize = 10;

    /** With learning rate 1. */
    public LBFGS() {
        this(1);
    }

    /** @param learningRate η, the step length that is tried first; 1 is that of Newton's method */
    public LBFGS(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public LBFGS(LearningRate learningRate) {
        super(learningRate);
    }

    /** The number m of pairs to keep; default 10. */
    public LBFGS historySize(int pairs) {
        historySize = pairs;
        discardSharedState();
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(historySize >= 1, "history_size must be 1 or more, got %s", historySize);
    }

    /** Steps and gradient changes, one pair per row, the newest in row 0; unused rows are zeros. */
    @Override
    Map<String, Tensor> newSharedState(int n) {
        return Map.of(STEPS, Tensor.zeros(historySize, n), CHANGES, Tensor.zeros(historySize, n));
    }

    @Override
    float[] direction(float[] g, Map<String, Tensor> sharedState) {
        Tensor s = get(sharedState, STEPS);
        Tensor y = get(sharedState, CHANGES);
        double[] sy = new double[historySize];
        double[] alpha = new double[historySize];
        int pairs = 0;
        double[] q = new double[g.length];
        for (int i = 0; i < q.length; i++) {
            q[i] = g[i];
        }
        while (pairs < sy.length && (sy[pairs] = dot(s, pairs, y, pairs)) > 0) {
            alpha[pairs] = dot(s, pairs, q) / sy[pairs];
            add(-alpha[pairs], y, pairs, q);
            pairs++;
        }
        double scale = pairs == 0 ? 0 : sy[0] / dot(y, 0, y, 0);
        for (int i = 0; i < q.length; i++) {
            q[i] *= scale;
        }
        for (int k = pairs - 1; k >= 0; k--) {
            add(alpha[k] - dot(y, k, q) / sy[k], s, k, q);
        }
        float[] d = new float[q.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (float) -q[i];
        }
        return d;
    }

    @Override
    void updateInverseHessian(float[] s, float[] y, double sy, double[] work, Map<String, Tensor> sharedState) {
        push(get(sharedState, STEPS), s);
        push(get(sharedState, CHANGES), y);
    }

    private static void push(Tensor rows, float[] row) {
        System.arraycopy(rows.data(), 0, rows.data(), row.length, rows.size() - row.length);
        System.arraycopy(row, 0, rows.data(), 0, row.length);
    }

    private static double dot(Tensor a, int row, Tensor b, int other) {
        int n = a.shape().last();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) a.data()[row * n + i] * b.data()[other * n + i];
        }
        return sum;
    }

    private static double dot(Tensor a, int row, double[] q) {
        double sum = 0;
        for (int i = 0; i < q.length; i++) {
            sum += a.data()[row * q.length + i] * q[i];
        }
        return sum;
    }

    /** q ← q + factor·row */
    private static void add(double factor, Tensor a, int row, double[] q) {
        for (int i = 0; i < q.length; i++) {
            q[i] += factor * a.data()[row * q.length + i];
        }
    }
}
