package dev.cornet.metrics;

/**
 * True and false positives and negatives at ascending thresholds, computed from a histogram in a {@link MetricState}.
 *
 * <p>The histogram holds, for k = 0, 1, … up to the number of thresholds, the weight of positive labels whose prediction exceeds exactly k
 * thresholds; then the same for negative labels.
 */
public final class ThresholdCounts {
    private final double[] truePositives;
    private final double[] falsePositives;
    private final double[] falseNegatives;
    private final double[] trueNegatives;

    /** The counts from the histogram in {@code state} that begins at sum {@code first}. */
    ThresholdCounts(MetricState state, int first, int thresholds) {
        truePositives = above(state, first, thresholds);
        falseNegatives = below(state, first, thresholds);
        falsePositives = above(state, first + thresholds + 1, thresholds);
        trueNegatives = below(state, first + thresholds + 1, thresholds);
    }

    private static double[] above(MetricState state, int first, int thresholds) {
        double[] sums = new double[thresholds];
        double sum = 0;
        for (int i = thresholds - 1; i >= 0; i--) {
            sum += state.get(first + i + 1);
            sums[i] = sum;
        }
        return sums;
    }

    private static double[] below(MetricState state, int first, int thresholds) {
        double[] sums = new double[thresholds];
        double sum = 0;
        for (int i = 0; i < thresholds; i++) {
            sum += state.get(first + i);
            sums[i] = sum;
        }
        return sums;
    }

    /** The number of sums of a histogram. */
    static int histogramSize(int thresholds) {
        return 2 * (thresholds + 1);
    }

    /** Adds a prediction to the histogram in {@code state} that begins at sum {@code first}. */
    static void add(
            MetricState state, int first, float[] thresholds, boolean positive, float prediction, double weight) {
        int at = first + (positive ? 0 : thresholds.length + 1);
        state.add(at + thresholdsBelow(thresholds, prediction), weight);
    }

    /** The number of thresholds below {@code prediction}; 0 if it is NaN. */
    private static int thresholdsBelow(float[] thresholds, float prediction) {
        int low = 0;
        int high = thresholds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prediction > thresholds[middle]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The weight of the positive labels that are predicted positive, at the threshold of this index. */
    public double truePositives(int threshold) {
        return truePositives[threshold];
    }

    /** The weight of the negative labels that are predicted positive, at the threshold of this index. */
    public double falsePositives(int threshold) {
        return falsePositives[threshold];
    }

    /** The weight of the positive labels that are predicted negative, at the threshold of this index. */
    public double falseNegatives(int threshold) {
        return falseNegatives[threshold];
    }

    /** The weight of the negative labels that are predicted negative, at the threshold of this index. */
    public double trueNegatives(int threshold) {
        return trueNegatives[threshold];
    }

    /** The number of thresholds. */
    public int size() {
        return truePositives.length;
    }
}
