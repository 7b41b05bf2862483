package dev.cornet.data;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** One-hot encoding and normalization of vectors: {@code keras.utils.to_categorical} and {@code keras.utils.normalize}. */
public final class NumericUtils {
    private NumericUtils() {}

    /** One-hot encodes labels: shape (…) or (…, 1) with values 0 … K−1 becomes (…, K), where K is the largest label + 1. */
    public static Tensor toCategorical(Tensor labels) {
        Arguments.notNull(labels, "NumericUtils.toCategorical", "labels");
        int largest = -1;
        for (int i = 0; i < labels.size(); i++) {
            largest = Math.max(largest, label(labels, i));
        }
        return toCategorical(labels, largest + 1);
    }

    /** One-hot encodes labels: shape (…) or (…, 1) becomes (…, numClasses). */
    public static Tensor toCategorical(Tensor labels, int numClasses) {
        Arguments.notNull(labels, "NumericUtils.toCategorical", "labels");
        if (numClasses < 0) {
            throw new OptionException("numClasses must be 0 or more, got " + numClasses);
        }
        Shape shape = labels.shape();
        if (shape.rank() > 1 && shape.last() == 1) {
            shape = shape.range(0, shape.rank() - 1);
        }
        Shape rows = Shape.of(labels.size(), numClasses);
        Tensor y = Limits.zeros(rows);
        for (int i = 0; i < labels.size(); i++) {
            int label = label(labels, i);
            if (label >= numClasses) {
                throw new DataException(
                        "label " + label + " at index " + i + " is outside 0 … " + (numClasses - 1) + ": numClasses is "
                                + numClasses + ". Give a larger numClasses, or number the classes from 0.");
            }
            y.set(1, i, label);
        }
        int[] dims = shape.toArray();
        int[] outputDims = Arrays.copyOf(dims, dims.length + 1);
        outputDims[dims.length] = numClasses;
        return y.reshape(Shape.of(outputDims));
    }

    /** One-hot encodes labels (n) as (n, numClasses). */
    public static Tensor toCategorical(int[] labels, int numClasses) {
        return toCategorical(Tensor.of(labels), numClasses);
    }

    private static int label(Tensor labels, int i) {
        float value = labels.data()[labels.offset() + i];
        int label = (int) value;
        if (label != value || label < 0) {
            throw new DataException("label " + value + " at index " + i + " is not a whole number of 0 or more."
                    + " Class labels count from 0.");
        }
        return label;
    }

    /** Returns y = x / ‖x‖₂ along the last axis. Vectors of zeros stay zero. */
    public static Tensor normalize(Tensor x) {
        return normalize(x, -1, 2);
    }

    /**
     * Returns y = x / ‖x‖ₚ along an axis. Vectors of zeros stay zero.
     *
     * @param axis the axis along which the vectors lie; −1 is the last
     * @param order p ≥ 1: 1 for the sum of absolute values, 2 for the Euclidean norm
     */
    public static Tensor normalize(Tensor x, int axis, double order) {
        Arguments.notNull(x, "NumericUtils.normalize", "x");
        if (!(order >= 1)) {
            throw new OptionException("order must be 1 or more, got " + order);
        }
        if (x.shape().rank() == 0) {
            throw new ShapeException("a scalar has no axis to normalize along");
        }
        Tensor y = x.copy();
        int a = x.shape().axis(axis);
        int n = x.shape().dim(a);
        int step = x.shape().range(a + 1, x.shape().rank()).size();
        float[] v = y.data();
        for (int block = 0; block < v.length; block += n * step) {
            for (int first = block; first < block + step; first++) {
                double norm = norm(v, first, step, n, order);
                float divisor = norm == 0 ? 1 : (float) norm;
                for (int k = 0; k < n; k++) {
                    v[first + k * step] /= divisor;
                }
            }
        }
        return y;
    }

    private static double norm(float[] v, int first, int step, int n, double order) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.pow(Math.abs(v[first + k * step]), order);
        }
        return Math.pow(sum, 1 / order);
    }
}
