package dev.cornet.losses;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A loss of one number l for each row of predictions along the last axis, computed from that row and the corresponding row of targets.
 *
 * <p>Rows are independent, so a batch can be divided between any two rows. This loss is the distance ‖p − t‖:
 *
 * <pre>{@code
 * public final class Distance extends RowLoss<Distance> {
 *     @Override protected double row(LossRow x) {
 *         double sum = 0;
 *         for (int i = 0; i < x.size(); i++) {
 *             sum += Math.pow(x.prediction(i) - x.target(i), 2);
 *         }
 *         return Math.sqrt(sum);
 *     }
 *     @Override protected void rowGradient(LossRow x, float scale) {
 *         double distance = Math.max(row(x), 1e-12);
 *         for (int i = 0; i < x.size(); i++) {
 *             x.gradient(i, scale * (x.prediction(i) - x.target(i)) / distance);
 *         }
 *     }
 * }
 * }</pre>
 *
 * @param <L> the loss class itself
 */
public abstract class RowLoss<L extends RowLoss<L>> extends FluentLoss<L> {
    /** The loss l of one row. */
    protected abstract double row(LossRow x);

    /** Sets the gradient of one row, dp = scale·∂l/∂p, by {@link LossRow#gradient}. */
    protected abstract void rowGradient(LossRow x, float scale);

    /**
     * False if a row is to be ignored because of its targets: its l is 0 and it does not enter the divisor of means. The predictions of the
     * row are undefined.
     */
    protected boolean counts(LossRow x) {
        return true;
    }

    @Override
    public @Nullable RowLoss<?> fromLogitsVariant(String activation) {
        return null;
    }

    @Override
    public final LossValues evaluate(Tensor yTrue, Tensor yPred) {
        double[] l = new double[rows(yPred)];
        losses(yTrue, yPred, l);
        boolean[] counted = new boolean[l.length];
        LossRow row = view(yTrue, yPred, LossRow.NO_GRADIENT);
        for (int r = 0; r < l.length; r++) {
            counted[r] = counts(row.at(r));
        }
        return LossValues.of(l, (scale, dp) -> gradient(yTrue, yPred, scale, dp))
                .counting(counted);
    }

    @Override
    public final LossValues evaluate(Tensor yTrue, Tensor yPred, Tensor mask) {
        return super.evaluate(yTrue, yPred, mask);
    }

    // ---- for training

    /** Computes the losses of all rows into {@code l}, one per row. */
    public final void losses(Tensor target, Tensor prediction, double[] l) {
        losses(target, prediction, l, 0);
    }

    /** Computes the losses of all rows into {@code l}, one per row from {@code l[first]} on. */
    public final void losses(Tensor target, Tensor prediction, double[] l, int first) {
        requireFit(target, prediction);
        requireLength("l", l.length - first, rows(prediction));
        losses(view(target, prediction, LossRow.NO_GRADIENT), rows(prediction), l, first);
    }

    private void losses(LossRow row, int rows, double[] l, int first) {
        for (int r = 0; r < rows; r++) {
            l[first + r] = row(row.at(r));
        }
    }

    /** dp = the gradient of Σ scaleᵣ·lᵣ, with one scale per row. */
    public final void gradient(Tensor target, Tensor prediction, float[] scale, Tensor dp) {
        gradient(target, prediction, 1, scale, 0, dp);
    }

    /** dp = the gradient of weight·Σ scaleᵣ·lᵣ, with one scale per row from {@code scale[first]} on. */
    public final void gradient(Tensor target, Tensor prediction, double weight, float[] scale, int first, Tensor dp) {
        requireFit(target, prediction);
        requireLength("scale", scale.length - first, rows(prediction));
        TargetChecks.requireGradientShape(name(), prediction.shape(), dp.shape());
        gradient(view(target, prediction, dp), rows(prediction), weight, scale, first);
    }

    private void gradient(LossRow row, int rows, double weight, float[] scale, int first) {
        for (int r = 0; r < rows; r++) {
            rowGradient(row.at(r), scale[first + r] * (float) weight);
        }
    }

    /** Computes the losses and then the gradient, as the methods of these names do, with one check of the arguments. */
    public final void lossesAndGradient(
            Tensor target, Tensor prediction, double weight, float[] scale, int first, double[] l, Tensor dp) {
        requireFit(target, prediction);
        int rows = rows(prediction);
        requireLength("l", l.length - first, rows);
        requireLength("scale", scale.length - first, rows);
        TargetChecks.requireGradientShape(name(), prediction.shape(), dp.shape());
        LossRow row = view(target, prediction, dp);
        losses(row, rows, l, first);
        gradient(row, rows, weight, scale, first);
    }

    /** Returns a view of the rows; it is moved from row to row. */
    private static LossRow view(Tensor target, Tensor prediction, Tensor dp) {
        int rows = rows(prediction);
        int m = rows == 0 ? 0 : target.size() / rows;
        return new LossRow(target, m, prediction, prediction.shape().last(), dp);
    }

    /**
     * Computes factors sᵣ, one per row, so that the loss of the whole batch is Σ sᵣ·lᵣ: they combine the reduction, the sample weights and
     * the ignored rows.
     *
     * @param weight one weight per row, or one per sample; null if all are 1
     * @param scale receives s
     */
    public final void rowScales(Tensor target, Tensor prediction, @Nullable Tensor weight, float[] scale) {
        rowScales(target, prediction, weight, null, scale);
    }

    /**
     * Computes the factors sᵣ as {@link #rowScales(Tensor, Tensor, Tensor, float[])} does, with masked rows ignored.
     *
     * @param mask 1 for rows that count, 0 for ignored ones; each value covers rows / mask.size() consecutive rows; null if all count
     */
    public final void rowScales(
            Tensor target, Tensor prediction, @Nullable Tensor weight, @Nullable Tensor mask, float[] scale) {
        RowCounts counts = countRows(target, prediction, weight, mask, scale);
        divide(scale, rows(prediction), counts);
    }

    /**
     * Counts the rows of a part of a batch, or of a whole batch.
     *
     * @param weight one weight per row, or one per sample; null if all are 1
     * @param mask 1 for rows that count, 0 for ignored ones; each value covers rows / mask.size() consecutive rows; null if all count
     * @param scale receives the weight of each row, 0 for a row that does not count
     */
    public final RowCounts countRows(
            Tensor target, Tensor prediction, @Nullable Tensor weight, @Nullable Tensor mask, float[] scale) {
        requireFit(target, prediction);
        requireLength("scale", scale.length, rows(prediction));
        int rows = rows(prediction);
        int samples = rows == 0 ? 0 : prediction.shape().dim(0);
        int perWeight = weight == null ? 1 : TargetChecks.rowsPerWeight(name(), weight, samples, rows);
        int perMask = mask == null ? 1 : TargetChecks.rowsPerMask(name(), mask, rows);
        LossRow row = view(target, prediction, LossRow.NO_GRADIENT);
        int counted = 0;
        double weights = 0;
        for (int r = 0; r < rows; r++) {
            boolean counts = counts(row.at(r)) && (mask == null || mask.data()[mask.offset() + r / perMask] != 0);
            float w = weight == null ? 1f : weight.data()[weight.offset() + r / perWeight];
            scale[r] = counts ? w : 0f;
            counted += counts ? 1 : 0;
            weights += scale[r];
        }
        int perLoss = TargetChecks.rowsPerLoss(target.shape(), prediction.shape());
        return new RowCounts(rows, counted, weights, Math.max(1, perWeight / perLoss), perLoss, mask != null);
    }

    /** Divides the weights of {@code rows} rows, as {@link #countRows} has written them, by the divisor of a batch of these counts. */
    public final void divide(float[] scale, int rows, RowCounts ofBatch) {
        double divisor = ofBatch.divisor(reduction);
        for (int r = 0; r < rows; r++) {
            scale[r] = divisor == 0 ? 0f : (float) (scale[r] / divisor);
        }
    }

    /**
     * Checks targets and predictions that a caller passes. Equal shapes fit every loss that compares rows of values; other shapes are
     * checked by {@link #checkTargets}.
     */
    private void requireFit(Tensor target, Tensor prediction) {
        Arguments.notNull(target, name(), "target");
        Arguments.notNull(prediction, name(), "prediction");
        if (!takesEqualShapes() || !target.shape().equals(prediction.shape())) {
            checkTargets(target, prediction);
        }
    }

    /** False for a loss whose targets are class numbers, which must not have the shape of the predictions. */
    protected boolean takesEqualShapes() {
        return true;
    }

    private void requireLength(String array, int length, int rows) {
        if (length < rows) {
            throw new ShapeException(name() + ": expected an array " + array
                    + " of one value per row of the predictions, " + rows + " in all, got room for " + length + ".");
        }
    }
}
