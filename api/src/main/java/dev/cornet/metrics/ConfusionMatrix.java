package dev.cornet.metrics;

/** How often samples of each class were predicted as each class, or their weights: a row for each actual class, a column for each predicted. */
public final class ConfusionMatrix {
    private final double[][] counts;
    private final double[] actual;
    private final double[] predicted;
    private double total;
    private double correct;

    /** The matrix whose rows are the sums of {@code state}, one after another. */
    ConfusionMatrix(MetricState state) {
        int n = (int) Math.round(Math.sqrt(state.size()));
        counts = new double[n][n];
        actual = new double[n];
        predicted = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double count = state.get(i * n + j);
                counts[i][j] = count;
                actual[i] += count;
                predicted[j] += count;
                total += count;
                correct += i == j ? count : 0;
            }
        }
    }

    /** The number of classes. */
    public int classes() {
        return actual.length;
    }

    /** The weight of the samples of class {@code i} that are predicted as class {@code j}. */
    public double get(int i, int j) {
        return counts[i][j];
    }

    /** The weight of the samples of class {@code c}, the sum of a row. */
    public double actual(int c) {
        return actual[c];
    }

    /** The weight of the samples that are predicted as class {@code c}, the sum of a column. */
    public double predicted(int c) {
        return predicted[c];
    }

    /** The weight of all samples. */
    public double total() {
        return total;
    }

    /** The weight of the samples whose class is predicted, the sum of the diagonal. */
    public double correct() {
        return correct;
    }
}
