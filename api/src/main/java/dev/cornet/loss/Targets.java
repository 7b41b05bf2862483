package dev.cornet.loss;

import dev.cornet.error.DataException;
import dev.cornet.error.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.StringJoiner;

/** Checks of targets that several losses share, and the words in which they refuse. */
final class Targets {
    private Targets() {}

    /** Equal shapes, or equal but for a last axis of size 1 that one of them lacks. */
    static void requireSameShape(Loss loss, Shape target, Shape prediction, String mend) {
        if (!target.equals(prediction) && !isWithoutLast(target, prediction) && !isWithoutLast(prediction, target)) {
            throw wrongShape(loss, target, prediction, mend);
        }
    }

    static ShapeException wrongShape(Loss loss, Shape target, Shape prediction, String mend) {
        return new ShapeException(loss.name() + ": targets of shape " + target + " do not fit predictions of shape "
                + prediction + "; expected " + loss.targetShape(prediction) + "." + mend);
    }

    private static boolean isWithoutLast(Shape shorter, Shape longer) {
        return longer.rank() == shorter.rank() + 1
                && longer.last() == 1
                && longer.range(0, shorter.rank()).equals(shorter);
    }

    /** True for one number where the predictions have a row of several: (n) or (n, 1) beside (n, k). */
    static boolean areClassNumbers(Shape target, Shape prediction) {
        int rank = prediction.rank();
        if (rank == 0 || prediction.last() == 1) {
            return false;
        }
        Shape rows = prediction.range(0, rank - 1);
        return target.equals(rows) || target.equals(prediction.withLast(1));
    }

    static void requireFinite(Loss loss, Tensor target) {
        requireBetween(loss, target, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number", "");
    }

    /** Refuses the first value that is NaN or outside low … high. */
    static void requireBetween(Loss loss, Tensor target, float low, float high, String expected, String mend) {
        float[] t = target.data();
        int end = target.offset() + target.size();
        for (int i = target.offset(); i < end; i++) {
            if (!(t[i] >= low && t[i] <= high)) {
                throw wrongValue(loss, target, i - target.offset(), expected, mend);
            }
        }
    }

    static DataException wrongValue(Loss loss, Tensor target, int position, String expected, String mend) {
        return new DataException(loss.name() + ": the target of row " + place(target.shape(), position) + " is "
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
