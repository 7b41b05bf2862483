package dev.cornet.losses;

/**
 * What a {@link Reduction} must know of all rows of a batch: counted for some rows by {@link RowLoss#countRows}, and merged.
 *
 * @param rows the number of rows
 * @param counted the number of rows that are neither masked nor ignored
 * @param weights the sum of the weights of the counted rows
 * @param rowsPerWeight the number of rows of each loss of Keras that share one sample weight
 * @param rowsPerLoss the number of rows from which Keras computes one loss
 * @param isMasked whether there is a mask
 */
public record RowCounts(long rows, long counted, double weights, int rowsPerWeight, int rowsPerLoss, boolean isMasked) {
    /** The counts of no rows. */
    public static final RowCounts NONE = new RowCounts(0, 0, 0, 1, 1, false);

    /** Returns the counts of these rows and of those of {@code next}, which follow in the batch. */
    public RowCounts merge(RowCounts next) {
        if (rows == 0 || next.rows == 0) {
            return rows == 0 ? next : this;
        }
        return new RowCounts(
                rows + next.rows, counted + next.counted, weights + next.weights, rowsPerWeight, rowsPerLoss, isMasked);
    }

    /** Returns the number by which the sum of weighted losses is divided. */
    double divisor(Reduction reduction) {
        return switch (reduction) {
            case SUM_OVER_BATCH_SIZE, MEAN -> counted;
            case MEAN_WITH_SAMPLE_WEIGHT ->
                // Keras adds up the weights as given, one per sample
                counted == rows && !isMasked ? weights / rowsPerWeight : weights;
            case SUM, NONE -> rowsPerLoss;
        };
    }
}
