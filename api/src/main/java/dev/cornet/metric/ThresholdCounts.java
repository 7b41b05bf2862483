package dev.cornet.metric;

import java.util.Arrays;

/** Weights of positive and negative labels, sorted by how many of some ascending thresholds the prediction is above. */
final class ThresholdCounts {
    private final float[] thresholds;
    private final double[] positives;
    private final double[] negatives;

    ThresholdCounts(float[] thresholds) {
        this.thresholds = thresholds;
        positives = new double[thresholds.length + 1];
        negatives = new double[thresholds.length + 1];
    }

    void add(boolean positive, float prediction, double weight) {
        (positive ? positives : negatives)[above(prediction)] += weight;
    }

    /** The number of thresholds below {@code prediction}; 0 for NaN. */
    private int above(float prediction) {
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

    double truePositives(int threshold) {
        return sum(positives, threshold + 1, positives.length);
    }

    double falsePositives(int threshold) {
        return sum(negatives, threshold + 1, negatives.length);
    }

    double falseNegatives(int threshold) {
        return sum(positives, 0, threshold + 1);
    }

    double trueNegatives(int threshold) {
        return sum(negatives, 0, threshold + 1);
    }

    private static double sum(double[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }

    int size() {
        return thresholds.length;
    }

    void clear() {
        Arrays.fill(positives, 0);
        Arrays.fill(negatives, 0);
    }
}
