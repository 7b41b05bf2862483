package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * One row of a batch, as a {@link RowLoss} sees it: n predictions p, m targets t, and in {@code rowGradient} the n values dp of the
 * gradient.
 *
 * <p>Loops over many values may read the arrays themselves: p is {@code predictions()[predictionsAt() + i]} for i from 0 to n − 1. One
 * object serves all rows of a batch in turn; it must not be kept.
 */
public final class LossRow {
    static final Tensor NO_GRADIENT = Tensor.zeros(0);

    private final float[] t;
    private final float[] p;
    private final float[] dp;
    private final int firstTarget;
    private final int firstPrediction;
    private final int firstGradient;
    private final int m;
    private final int n;
    private int tAt;
    private int pAt;
    private int dpAt;

    LossRow(Tensor target, int m, Tensor prediction, int n, Tensor gradient) {
        this.t = target.data();
        this.firstTarget = target.offset();
        this.m = m;
        this.p = prediction.data();
        this.firstPrediction = prediction.offset();
        this.n = n;
        this.dp = gradient.data();
        this.firstGradient = gradient.offset();
    }

    /** Moves to row {@code r}. */
    LossRow at(int r) {
        tAt = firstTarget + r * m;
        pAt = firstPrediction + r * n;
        dpAt = firstGradient + r * n;
        return this;
    }

    /** n, the number of predictions. */
    public int size() {
        return n;
    }

    /** m, the number of targets: n, or 1 for class numbers. */
    public int targetSize() {
        return m;
    }

    /** tᵢ */
    public float target(int i) {
        return t[tAt + i];
    }

    /** pᵢ */
    public float prediction(int i) {
        return p[pAt + i];
    }

    /** Sets dpᵢ, rounded to float; for {@code rowGradient} only. */
    public void gradient(int i, double dp) {
        this.dp[dpAt + i] = (float) dp;
    }

    /** log softmax(p), for predictions that are logits. */
    public double[] logSoftmax() {
        return LogitMath.logSoftmax(p, pAt, n);
    }

    /** The array that holds the targets; to be read only. */
    public float[] targets() {
        return t;
    }

    /** The index of the first target in {@link #targets}. */
    public int targetsAt() {
        return tAt;
    }

    /** The array that holds the predictions; to be read only. */
    public float[] predictions() {
        return p;
    }

    /** The index of the first prediction in {@link #predictions}. */
    public int predictionsAt() {
        return pAt;
    }

    /** The array that receives the gradient; for {@code rowGradient} only. */
    public float[] gradients() {
        return dp;
    }

    /** The index of the first value of the gradient in {@link #gradients}. */
    public int gradientsAt() {
        return dpAt;
    }
}
