package dev.cornet.losses;

import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.StringJoiner;

/** Checks of targets that losses and metrics share, and the words in which they refuse. */
public final class Targets {
    private Targets() {}

    /** Refuses shapes that are neither equal nor equal but for a last axis of size 1 that one of them lacks. */
    public static void requireSameShape(String who, Shape target, Shape prediction, String mend) {
        if (!target.equals(prediction) && !isWithoutLast(target, prediction) && !isWithoutLast(prediction, target)) {
            throw wrongShape(who, target, prediction, prediction, mend);
        }
    }

    /** Refuses a gradient of another shape than the predictions have. */
    static void requireGradientShape(String who, Shape prediction, Shape gradient) {
        if (!gradient.equals(prediction)) {
            throw new ShapeException(who + ": the gradient dp has the shape of the predictions, " + prediction
                    + ", got " + gradient + ".");
        }
    }

    /**
     * How many rows of predictions are one of Keras' losses: targets (n, t) beside predictions (n, t, 1) are rows of t values there, so that their
     * sum is one of means over t. 1 where the shapes are equal, or the targets are a vector.
     */
    static int rowsAsOne(Shape target, Shape prediction) {
        return target.rank() > 1 && target.last() > 0 && isWithoutLast(target, prediction) ? target.last() : 1;
    }

    /** Refuses targets whose rows are others in Keras than those of the predictions, see {@link #rowsAsOne}. */
    static void requireSameRows(String who, Shape target, Shape prediction) {
        if (rowsAsOne(target, prediction) > 1) {
            throw new ShapeException(who + ": targets of shape " + target + " beside predictions of shape " + prediction
                    + " leave open what a row is: " + target.last()
                    + " values each, as in Keras, or one. Let the model end with new Reshape("
                    + target.range(1, target.rank()).toString().replaceAll("[()]", "") + ") for rows of "
                    + target.last()
                    + ", or give targets of shape " + prediction + ".");
        }
    }

    /** Refuses all but a row of class probabilities beside each row of predictions. */
    public static void requireOneHotShape(String who, Shape target, Shape prediction, String mend) {
        boolean numbers = areClassNumbers(target, prediction);
        if (numbers || !target.equals(prediction)) {
            throw wrongShape(
                    who,
                    target,
                    prediction,
                    prediction,
                    numbers ? " The targets look like class numbers: " + mend : "");
        }
    }

    /** Refuses predictions without an axis of classes behind that of the samples. */
    public static void requireClasses(String who, Shape prediction) {
        if (prediction.rank() < 2) {
            throw new ShapeException(
                    who + ": predictions of shape " + prediction
                            + " have no axis of classes; expected (samples, classes). To compare class numbers use new Accuracy().");
        }
    }

    /** Refuses all but one class number, (n) or (n, 1), for each row of predictions (n, classes). */
    public static void requireNumbersShape(String who, Shape target, Shape prediction, String mend) {
        Shape rows = prediction.range(0, prediction.rank() - 1);
        if (!target.equals(rows) && !target.equals(prediction.withLast(1))) {
            boolean oneHot = target.equals(prediction);
            throw wrongShape(who, target, prediction, rows, oneHot ? " The targets look one-hot: " + mend : "");
        }
    }

    /** True for one number where the predictions have a row of several: (n) or (n, 1) beside (n, k). */
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

    private static ShapeException wrongShape(String who, Shape target, Shape prediction, Shape expected, String mend) {
        String cause = TargetAdvice.of(target, prediction);
        return new ShapeException(
                who + ": targets of shape " + target + " do not fit predictions of shape " + prediction + "; expected "
                        + expected + "." + (mend.startsWith(" The targets") || cause.isEmpty() ? mend : cause));
    }

    /**
     * How many rows share a weight, where there is one per row or one per sample; refuses any other number of weights.
     */
    public static int rowsPerWeight(String who, Tensor weight, int samples, int rows) {
        int given = weight.size();
        if (given != rows && given != samples) {
            throw new ShapeException(who + ": weights of shape " + weight.shape()
                    + " do not fit; expected one for each of " + samples + " samples"
                    + (rows == samples
                            ? ", as a tensor of shape (" + samples + ")."
                            : ", or one for each of their " + rows + " rows."));
        }
        return given == 0 ? 1 : rows / given;
    }

    /** How many rows share a value of a mask. */
    public static int rowsPerMask(String who, Tensor mask, int rows) {
        int given = mask.size();
        if (given == 0 || rows % given != 0) {
            throw new ShapeException(who + ": a mask of shape " + mask.shape() + " does not fit " + rows
                    + " rows of predictions. Drop the mask before the output, or keep the axis of time up to it.");
        }
        return rows / given;
    }

    /** Refuses the first value that is NaN or infinite. */
    public static void requireFinite(String who, Tensor target) {
        requireBetween(who, target, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number", "");
    }

    /** Refuses the first value that is NaN or outside low … high. */
    public static void requireBetween(String who, Tensor target, float low, float high, String expected, String mend) {
        float[] t = target.data();
        int end = target.offset() + target.size();
        for (int i = target.offset(); i < end; i++) {
            if (!(t[i] >= low && t[i] <= high)) {
                throw wrongValue(who, target, i - target.offset(), expected, mend);
            }
        }
    }

    /** The refusal of the value at a position, which it names by its row. */
    public static DataException wrongValue(String who, Tensor target, int position, String expected, String mend) {
        return new DataException(who + ": the target of row " + place(target.shape(), position) + " is "
                + number(target.data()[target.offset() + position]) + "; expected " + expected + "." + mend);
    }

    /** "7" in a column, "7, 2" in a matrix. */
    private static String place(Shape shape, int position) {
        int rank = shape.rank() > 1 && shape.last() == 1 ? shape.rank() - 1 : shape.rank();
        int[] index = new int[rank];
        int rest = position;
        for (int i = rank - 1; i >= 0; i--) {
            index[i] = rest % shape.dim(i);
            rest /= shape.dim(i);
        }
        StringJoiner place = new StringJoiner(", ");
        for (int i : index) {
            place.add(Integer.toString(i));
        }
        return place.toString();
    }

    /** Without ".0" where it is a whole number. */
    private static String number(float value) {
        return value == (int) value ? Integer.toString((int) value) : Float.toString(value);
    }
}
