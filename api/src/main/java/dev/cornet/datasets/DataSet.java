package dev.cornet.datasets;

import dev.cornet.backend.Ops;
import dev.cornet.data.NumericUtils;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;

/**
 * A data set with a training part and a test part.
 *
 * @param xTrain inputs (n, …)
 * @param yTrain targets (n) or (n, …)
 * @param xTest inputs (m, …)
 * @param yTest targets (m) or (m, …)
 */
public record DataSet(Tensor xTrain, Tensor yTrain, Tensor xTest, Tensor yTest) {
    public DataSet {
        Arguments.allNotNull("DataSet", "xTrain", xTrain, "yTrain", yTrain, "xTest", xTest, "yTest", yTest);
        requireRows("training", xTrain, yTrain);
        requireRows("test", xTest, yTest);
    }

    private static void requireRows(String part, Tensor x, Tensor y) {
        if (x.shape().dim(0) != y.shape().dim(0)) {
            throw new ShapeException("the " + part + " inputs " + x.shape() + " and targets " + y.shape()
                    + " must have the same number of rows");
        }
    }

    /** Returns this data set with the inputs multiplied by a factor such as {@code 1 / 255.0}. */
    public DataSet rescale(double factor) {
        if (!Double.isFinite(factor)) {
            throw new OptionException("rescale: the factor must be a finite number, as 1 / 255.0, got " + factor);
        }
        return new DataSet(scaled(xTrain, (float) factor), yTrain, scaled(xTest, (float) factor), yTest);
    }

    private static Tensor scaled(Tensor x, float factor) {
        Tensor y = x.copy();
        Ops.scale(y, factor);
        return y;
    }

    /** Returns this data set with one-hot encoded targets (n, numClasses). */
    public DataSet toCategorical(int numClasses) {
        return new DataSet(
                xTrain,
                NumericUtils.toCategorical(yTrain, numClasses),
                xTest,
                NumericUtils.toCategorical(yTest, numClasses));
    }

    /** Returns the first {@code train} and {@code test} samples (all, if there are fewer) as views; nothing is copied. */
    public DataSet take(int train, int test) {
        if (train < 0 || test < 0) {
            throw new OptionException("take: expected numbers of samples, 0 or more, got " + train + " and " + test);
        }
        int n = Math.min(train, xTrain.shape().dim(0));
        int m = Math.min(test, xTest.shape().dim(0));
        return new DataSet(xTrain.rows(0, n), yTrain.rows(0, n), xTest.rows(0, m), yTest.rows(0, m));
    }
}
