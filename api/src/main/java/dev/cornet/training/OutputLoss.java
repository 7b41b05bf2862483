package dev.cornet.training;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossValues;
import dev.cornet.losses.Reduction;
import dev.cornet.losses.RowCounts;
import dev.cornet.losses.RowLoss;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The loss of one output of a model on the current batch: Σ scaleⱼ·lⱼ, where the scales combine the reduction, weights and masks. */
abstract class OutputLoss {
    /** The loss on the output itself. */
    final Loss loss;

    /** The variant of the loss that takes logits; null if the loss is always computed from the output itself. */
    private final @Nullable Loss onLogits;

    private @Nullable Tensor target;
    private @Nullable Tensor weight;

    OutputLoss(Loss loss, @Nullable Loss onLogits) {
        this.loss = loss;
        this.onLogits = onLogits;
    }

    /** @param onLogits the variant of {@code loss} that takes logits; null for none */
    static OutputLoss of(Loss loss, @Nullable Loss onLogits) {
        return loss instanceof RowLoss<?> ? new OfRows(loss, onLogits) : new OfWholeBatch(loss, onLogits);
    }

    /** Returns the loss of logits or, if there are none or it has no such variant, of the output. */
    final Loss onLogits(@Nullable Tensor logits) {
        return logits != null && onLogits != null ? onLogits : loss;
    }

    /** Returns what {@link #onLogits} takes: the logits or the output. */
    final Tensor predictions(Tensor output, @Nullable Tensor logits) {
        return logits != null && onLogits != null ? logits : output;
    }

    /** Whether the loss is computed from the whole batch at once. */
    final boolean needsWholeBatch() {
        return !(loss instanceof RowLoss<?>);
    }

    /**
     * Begins a batch, with checked targets.
     *
     * @param predictions a tensor of the shape of the output, with arbitrary values
     * @param ofBatch the counts of the batch of which this is a shard; null if it is the whole batch, or if its own counts are to be found
     */
    final void begin(
            Tensor targetOfBatch, Tensor predictions, @Nullable Tensor weightOfBatch, @Nullable RowCounts ofBatch) {
        target = targetOfBatch;
        weight = weightOfBatch;
        begin(predictions, ofBatch);
    }

    /** Begins a batch whose targets and weights have been set; the arguments are those of the other method. */
    abstract void begin(Tensor predictions, @Nullable RowCounts ofBatch);

    /** The targets of the current batch. */
    final Tensor target() {
        Tensor current = target;
        if (current == null) {
            throw new IllegalStateException("no batch has begun");
        }
        return current;
    }

    /** The sample weights of the current batch; null if all are 1. */
    final @Nullable Tensor weight() {
        return weight;
    }

    /** The counts of the rows of the current batch or shard. */
    RowCounts counts() {
        return RowCounts.NONE;
    }

    /** Sets the mask of the current batch; {@code predictions} as in {@link #begin}. */
    abstract void mask(Tensor predictions, Tensor mask);

    /** Computes the losses of rows {@code from … to−1} and, unless {@code dy} is null, the gradient of lossWeight × loss. */
    abstract void compute(
            int from, int to, Tensor output, @Nullable Tensor logits, double lossWeight, @Nullable Tensor dy);

    /** The loss of the batch. */
    abstract double value();

    /** Releases the tensors of the batch. */
    void end() {
        target = null;
        weight = null;
    }

    private static double weightedSum(float[] scales, double[] losses) {
        double sum = 0;
        for (int j = 0; j < scales.length; j++) {
            if (scales[j] != 0) {
                sum += scales[j] * losses[j];
            }
        }
        return sum;
    }

    /** A loss of independent rows, computed in slices of the batch. */
    private static final class OfRows extends OutputLoss {
        private float[] scales = {};
        private double[] losses = {};
        private @Nullable RowCounts countsOfBatch;
        private RowCounts ownCounts = RowCounts.NONE;

        OfRows(Loss loss, @Nullable Loss onLogits) {
            super(loss, onLogits);
        }

        @Override
        void begin(Tensor predictions, @Nullable RowCounts ofBatch) {
            countsOfBatch = ofBatch;
            int rows = Loss.rows(predictions);
            if (scales.length != rows) {
                double[] newLosses = new double[rows]; // both first: without memory for one, neither is replaced
                scales = new float[rows];
                losses = newLosses;
            }
            computeScales(predictions, null);
        }

        private void computeScales(Tensor predictions, @Nullable Tensor mask) {
            RowLoss<?> ofRows = (RowLoss<?>) loss;
            ownCounts = ofRows.countRows(target(), predictions, weight(), mask, scales);
            RowCounts ofBatch = countsOfBatch;
            ofRows.divide(scales, scales.length, ofBatch == null ? ownCounts : ofBatch);
        }

        @Override
        RowCounts counts() {
            return ownCounts;
        }

        @Override
        void mask(Tensor predictions, Tensor mask) {
            computeScales(predictions, mask);
        }

        @Override
        void compute(int from, int to, Tensor output, @Nullable Tensor logits, double lossWeight, @Nullable Tensor dy) {
            RowLoss<?> used = (RowLoss<?>) onLogits(logits);
            Tensor p = predictions(output, logits);
            Tensor all = target();
            Tensor y = all.rows(from, to);
            int rowsPerSample = scales.length / Math.max(1, all.shape().dim(0));
            int first = from * rowsPerSample;
            if (dy == null) {
                used.losses(y, p, losses, first);
            } else {
                used.lossesAndGradient(y, p, lossWeight, scales, first, losses, dy);
            }
        }

        @Override
        double value() {
            return weightedSum(scales, losses);
        }
    }

    /** A loss that is computed from several rows. */
    private static final class OfWholeBatch extends OutputLoss {
        private @Nullable Tensor mask;
        private double value;

        OfWholeBatch(Loss loss, @Nullable Loss onLogits) {
            super(loss, onLogits);
        }

        @Override
        void begin(Tensor predictions, @Nullable RowCounts ofBatch) {
            mask = null;
        }

        @Override
        void mask(Tensor predictions, Tensor maskOfBatch) {
            mask = maskOfBatch;
        }

        @Override
        void compute(int from, int to, Tensor output, @Nullable Tensor logits, double lossWeight, @Nullable Tensor dy) {
            Loss used = onLogits(logits);
            Tensor p = predictions(output, logits);
            Tensor y = target();
            LossValues losses = Arguments.notNull(
                    mask == null ? used.evaluate(y, p) : used.evaluate(y, p, mask),
                    used.name() + ": what evaluate returns");
            float[] scales = scales(losses, p.shape().dim(0));
            value = weightedSum(scales, losses.toArray());
            if (dy != null) {
                for (int j = 0; j < scales.length; j++) {
                    scales[j] *= (float) lossWeight;
                }
                losses.gradient(scales, dy);
            }
        }

        /** Computes the factors of the losses. As in Keras, a loss of several weights is repeated for each before the reduction. */
        private float[] scales(LossValues losses, int samples) {
            Tensor w = weight();
            int weights = w == null ? losses.size() : w.size();
            requireWeights(losses.size(), samples, w);
            int repeats = Math.max(1, weights / Math.max(1, losses.size()));
            int perWeight = Math.max(1, losses.size() / Math.max(1, weights));
            double[] sums = new double[losses.size()];
            double counted = 0;
            double sumOfWeights = 0;
            for (int j = 0; j < sums.length; j++) {
                for (int k = 0; k < repeats && losses.counts(j); k++) {
                    sums[j] += w == null ? 1 : w.data()[w.offset() + (repeats > 1 ? j * repeats + k : j / perWeight)];
                    counted++;
                }
                sumOfWeights += sums[j];
            }
            Reduction reduction = loss.reduction();
            double divisor = switch (reduction) {
                case SUM_OVER_BATCH_SIZE, MEAN -> counted;
                case MEAN_WITH_SAMPLE_WEIGHT -> sumOfWeights;
                case SUM, NONE -> 1;
            };
            float[] scales = new float[sums.length];
            for (int j = 0; j < scales.length; j++) {
                scales[j] = divisor == 0 ? 0f : (float) (sums[j] / divisor);
            }
            return scales;
        }

        private void requireWeights(int losses, int samples, @Nullable Tensor w) {
            if (w == null || losses == 1) {
                return;
            }
            boolean belongToSamples = samples > 0 && losses > 0 && losses % samples == 0;
            if (!belongToSamples || w.size() == 0 || (losses % w.size() != 0 && w.size() % losses != 0)) {
                throw new ShapeException(loss.name() + ": weights of shape " + w.shape() + " do not fit the " + losses
                        + " losses of a batch of " + samples
                        + " samples. Sample weights and class weights need one loss for the batch, or the same number of losses for"
                        + " each sample, in their order.");
            }
        }

        @Override
        double value() {
            return value;
        }

        @Override
        void end() {
            super.end();
            mask = null;
        }
    }
}
