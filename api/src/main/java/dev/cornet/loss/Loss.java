package dev.cornet.loss;

import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What training makes small: one number l per row of the predictions' last axis, from that row and the targets' row beside it.
 *
 * <p>Rows are independent, so a batch can be cut anywhere. Subclasses state {@link #row} and {@link #rowGradient}; shapes are checked
 * before. Reference: Keras' losses page.
 */
public abstract class Loss implements Configurable {
    @Option
    private @Nullable String name;

    @Option
    private Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;

    /** The reduction of the batch's losses; default {@code sum_over_batch_size}. */
    public Reduction reduction() {
        return reduction;
    }

    protected final void setReduction(Reduction reduction) {
        this.reduction = reduction;
    }

    /**
     * Refuses targets that do not fit the predictions, or values out of range, with {@link dev.cornet.error.ShapeException} or
     * {@link dev.cornet.error.DataException} and the row in the message. Default: the shapes must be equal, as in Keras also
     * (n) for (n, 1).
     */
    public void checkTargets(Tensor target, Tensor prediction) {
        RowShapes.requireSame(this, target.shape(), prediction.shape());
    }

    /** The shape of targets that fits predictions of the given shape, for messages and for models without data. */
    public Shape targetShape(Shape prediction) {
        return prediction;
    }

    /** l of one row: {@code n} predictions p from index {@code pAt}, {@code m} targets t from index {@code tAt}. */
    protected abstract double row(float[] t, int tAt, int m, float[] p, int pAt, int n);

    /** dp = scale·∂l/∂p of one row, {@code n} values from index {@code dpAt}. */
    protected abstract void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt);

    /**
     * This loss on the values before the last activation, where that is the same thing and more exact (cross-entropy behind softmax or
     * sigmoid); null where there is none.
     *
     * @param activation Keras' name of the last activation, as "softmax"
     */
    public @Nullable Loss onLogits(String activation) {
        return null;
    }

    /** The losses of all rows into {@code l}, one per row. */
    public final void losses(Tensor target, Tensor prediction, double[] l) {
        int n = prediction.shape().last();
        int rows = n == 0 ? 0 : prediction.size() / n;
        int m = rows == 0 ? 0 : target.size() / rows;
        for (int r = 0; r < rows; r++) {
            l[r] = row(target.data(), target.offset() + r * m, m, prediction.data(), prediction.offset() + r * n, n);
        }
    }

    /** dp = the gradient of Σ scaleᵣ·lᵣ, one scale per row. */
    public final void gradient(Tensor target, Tensor prediction, float[] scale, Tensor dp) {
        int n = prediction.shape().last();
        int rows = n == 0 ? 0 : prediction.size() / n;
        int m = rows == 0 ? 0 : target.size() / rows;
        for (int r = 0; r < rows; r++) {
            rowGradient(
                    target.data(),
                    target.offset() + r * m,
                    m,
                    prediction.data(),
                    prediction.offset() + r * n,
                    n,
                    scale[r],
                    dp.data(),
                    dp.offset() + r * n);
        }
    }

    /** Keras' name, as "mean_squared_error". */
    public String name() {
        return name != null ? name : Registry.nameOf(this);
    }
}
