package dev.cornet.losses;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.StringJoiner;

/** Checks of targets, with their messages, for losses and metrics. */
public final class TargetChecks {
    private TargetChecks() {}

    /** Refuses targets that do not have the shape of the predictions; one of the two may lack a last axis of size 1. */
    public static void requireSameShape(String name, Shape target, Shape prediction, String hint) {
        if (!target.equals(prediction) && !isWithoutLast(target, prediction) && !isWithoutLast(prediction, target)) {
            throw wrongShape(name, target, prediction, prediction, hint);
        }
    }

    /** Refuses a gradient whose shape is not that of the predictions. */
    static void requireGradientShape(String name, Shape prediction, Shape gradient) {
        if (!gradient.equals(prediction)) {
            throw new ShapeException(name + ": the gradient dp has the shape of the predictions, " + prediction
                    + ", got " + gradient + ".");
        }
    }

    /**
     * The number of prediction rows that make up one loss in Keras. For targets (n, k) with predictions (n, k, 1), Keras has n losses, each
     * the mean over k values, so the number is k. It is 1 for equal shapes and for targets (n).
     */
    static int rowsPerLoss(Shape target, Shape prediction) {
        return target.rank() > 1 && target.last() > 0 && isWithoutLast(target, prediction) ? target.last() : 1;
    }

    /** Refuses shapes for which {@link #rowsPerLoss} is not 1, because Keras would compute each loss from several of these rows. */
    static void requireSameRows(String name, Shape target, Shape prediction) {
        if (rowsPerLoss(target, prediction) > 1) {
            throw new ShapeException(
                    name + ": targets of shape " + target + " beside predictions of shape " + prediction
                            + " leave open what a row is: " + target.last()
                            + " values each, as in Keras, or one. Let the model end with new Reshape("
                            + target.range(1, target.rank()).toString().replaceAll("[()]", "") + ") for rows of "
                            + target.last()
                            + ", or give targets of shape " + prediction + ".");
        }
    }

    /** Throws unless the targets have a row of class probabilities for each row of predictions. */
    public static void requireOneHotShape(String name, Shape target, Shape prediction, String hint) {
        boolean numbers = areClassNumbers(target, prediction);
        if (numbers || !target.equals(prediction)) {
            throw wrongShape(
                    name,
                    target,
                    prediction,
                    prediction,
                    numbers ? " The targets look like class numbers: " + hint : "");
        }
    }

    /** Refuses predictions that have no axis of classes after the batch axis. */
    public static void requireClasses(String name, Shape prediction) {
        if (prediction.rank() < 2) {
            throw new ShapeException(
                    name + ": predictions of shape " + prediction
                            + " have no axis of classes; expected (samples, classes). To compare class numbers use new Accuracy().");
        }
    }

    /** Refuses targets that are not one class number, of shape (n) or (n, 1), for each row of predictions (n, classes). */
    public static void requireClassNumbersShape(String name, Shape target, Shape prediction, String hint) {
        Shape rows = prediction.range(0, prediction.rank() - 1);
        if (!target.equals(rows) && !target.equals(prediction.withLast(1))) {
            boolean oneHot = target.equals(prediction);
            throw wrongShape(name, target, prediction, rows, oneHot ? " The targets look one-hot: " + hint : "");
        }
    }

    /** True if the targets have one number where the predictions have a row of several: (n) or (n, 1) for (n, k). */
    public static boolean areClassNumbers(Shape target, Shape prediction) {
        int rank = prediction.rank();
        return rank > 0
                && prediction.last() != 1
                && (target.equals(prediction.range(0, rank - 1)) || target.equals(prediction.withLast(1)));
    }

    private static boolean isWithoutLast(Shape shorter, Shape longer) {
        return longer.rank() == shorter.rank() + 1
                && longer.last() == 1
                && longer.range(0, shorter.rank()).equals(shorter);
    }

    private static ShapeException wrongShape(String name, Shape target, Shape prediction, Shape expected, String hint) {
        String cause = TargetShapeHint.of(target, prediction);
        return new ShapeException(
                name + ": targets of shape " + target + " do not fit predictions of shape " + prediction + "; expected "
                        + expected + "." + (hint.startsWith(" The targets") || cause.isEmpty() ? hint : cause));
    }

    /** The number of rows that share a sample weight: there must be one weight per row or one per sample, any other number is refused. */
    public static int rowsPerWeight(String name, Tensor weight, int samples, int rows) {
        int weights = weight.size();
        if (weights != rows && weights != samples) {
            throw new ShapeException(name + ": weights of shape " + weight.shape()
                    + " do not fit; expected one for each of " + samples + " samples"
                    + (rows == samples
                            ? ", as a tensor of shape (" + samples + ")."
                            : ", or one for each of their " + rows + " rows."));
        }
        return weights == 0 ? 1 : rows / weights;
    }

    /** The number of consecutive rows that share a value of the mask. */
    public static int rowsPerMask(String name, Tensor mask, int rows) {
        int values = mask.size();
        if (values == 0 || rows % values != 0) {
            throw new ShapeException(name + ": a mask of shape " + mask.shape() + " does not fit " + rows
                    + " rows of predictions. Drop the mask before the output, or keep the axis of time up to it.");
        }
        return rows / values;
    }

    /** Refuses the first value that is NaN or infinite. */
    public static void requireFinite(String name, Tensor target) {
        requireBetween(name, target, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number", "");
    }

    /** Refuses the first value that is NaN or outside {@code low} to {@code high}. */
    public static void requireBetween(String name, Tensor target, float low, float high, String expected, String hint) {
        float[] t = target.data();
        int end = target.offset() + target.size();
        for (int i = target.offset(); i < end; i++) {
            if (!(t[i] >= low && t[i] <= high)) {
                throw wrongValue(name, target, i - target.offset(), expected, hint);
            }
        }
    }

    /** The exception for a wrong value; its message names the value's row and column. */
    public static DataException wrongValue(String name, Tensor target, int position, String expected, String hint) {
        return new DataException(name + ": the target of row " + indexText(target.shape(), position) + " is "
                + number(target.data()[target.offset() + position]) + "; expected " + expected + "." + hint);
    }

    /** The row and column of a position: "7" in a vector or column, "7, 2" in a matrix. */
    private static String indexText(Shape shape, int position) {
        int rank = shape.rank() > 1 && shape.last() == 1 ? shape.rank() - 1 : shape.rank();
        int[] index = new int[rank];
        int remainder = position;
        for (int i = rank - 1; i >= 0; i--) {
            index[i] = remainder % shape.dim(i);
            remainder /= shape.dim(i);
        }
        StringJoiner text = new StringJoiner(", ");
        for (int i : index) {
            text.add(Integer.toString(i));
        }
        return text.toString();
    }

    /** The value without ".0" if it is a whole number. */
    private static String number(float value) {
        return value == (int) value ? Integer.toString((int) value) : Float.toString(value);
    }
}
