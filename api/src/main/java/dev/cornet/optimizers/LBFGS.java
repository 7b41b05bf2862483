package dev.cornet.optimizers;

import dev.cornet.config.Option;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * {@link BFGS} with limited memory: H is given by the last m steps s and changes of the gradient y, so networks may have millions of
 * weights.
 *
 * <pre>
 * q ← g;  for each pair, last first: α = sᵀq/sᵀy, q ← q − α·y
 * q ← sᵀy/yᵀy·q, of the last pair;  for each pair, first first: q ← q + (α − yᵀq/sᵀy)·s
 * w ← w − a·q,  a by a search for the strong Wolfe conditions, from η on
 * </pre>
 *
 * <p>Reference: Liu, Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical Programming 45, 1989.
 */
public final class LBFGS extends QuasiNewton<LBFGS> {
    private static final String STEPS = "steps";
    private static final String CHANGES = "changes";

    @Option
    private int historySize = 10;

    /** First length 1. */
    public LBFGS() {
        this(1);
    }

    /** @param learningRate η, the length that each step tries first; 1 is Newton's */
    public LBFGS(double learningRate) {
        this(new ConstantLearningRate(learningRate));
    }

    public LBFGS(LearningRate learningRate) {
        super(learningRate);
    }

    /** m, the number of pairs kept; default 10. */
    public LBFGS historySize(int pairs) {
        historySize = pairs;
        forget();
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(historySize >= 1, "history_size must be 1 or more, got %s", historySize);
    }

    /** The newest pair in row 0; rows of zeros are free. */
    @Override
    Map<String, Tensor> memory(int n) {
        return Map.of(STEPS, Tensor.zeros(historySize, n), CHANGES, Tensor.zeros(historySize, n));
    }

    @Override
    float[] direction(float[] g, Map<String, Tensor> memory) {
        Tensor s = get(memory, STEPS);
        Tensor y = get(memory, CHANGES);
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
    void learn(float[] s, float[] y, double sy, Map<String, Tensor> memory) {
        push(get(memory, STEPS), s);
        push(get(memory, CHANGES), y);
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
