package dev.cornet.tensor;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import java.lang.reflect.Array;
import java.math.BigDecimal;

/** Conversions from Java arrays to float32, which throw where an integer would be rounded. */
final class Conversion {
    private static final String ROUNDED =
            "; whole numbers are exact up to 16777216. Use smaller numbers (class labels count from 0), or"
                    + " Tensor.of(double[]), which rounds.";

    private Conversion() {}

    /** Returns the shape of the given sizes, or that of a vector if there are none; checks that it has {@code values} values. */
    static Shape shape(int values, int[] dims) {
        Shape shape = Arguments.notNull(dims, "Tensor.of: dims").length == 0 ? Shape.of(values) : Shape.of(dims);
        if (shape.size() != values) {
            throw wrongCount(shape, values);
        }
        return shape;
    }

    static ShapeException wrongCount(Shape shape, int values) {
        return new ShapeException("shape " + shape + " has " + shape.size() + " values, but the array holds " + values
                + ". Give a shape whose sizes multiply to " + values + ", or an array of " + shape.size() + " values.");
    }

    static float[] floats(int[] values) {
        float[] floats = new float[Arguments.notNull(values, "Tensor.of: values").length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = exact(values[i], i);
        }
        return floats;
    }

    static float[] floats(long[] values) {
        float[] floats = new float[Arguments.notNull(values, "Tensor.of: values").length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = exact(values[i], i);
        }
        return floats;
    }

    private static float exact(long value, int i) {
        float rounded = value;
        if ((long) rounded != value
                || rounded == 0x1p63f) { // 2⁶³ as a long is Long.MAX_VALUE, so the comparison before does not find it
            throw new DataException("the whole number " + value + " at index " + i
                    + " is not exact in float32, which would" + " make it " + new BigDecimal(rounded) + ROUNDED);
        }
        return rounded;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[Arguments.notNull(values, "Tensor.of: values").length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = inRange(values[i], "index " + i);
        }
        return floats;
    }

    private static float inRange(double value, String place) {
        float rounded = (float) value;
        if (Float.isInfinite(rounded) && !Double.isInfinite(value)) {
            throw new DataException("the number " + value + " at " + place + " is beyond float32, whose largest is "
                    + Float.MAX_VALUE + ". Rescale the data.");
        }
        return rounded;
    }

    static Tensor matrix(float[][] rows) {
        Tensor matrix = zerosForRows(rows);
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, matrix.data(), r * rows[r].length, rows[r].length);
        }
        return matrix;
    }

    static Tensor matrix(double[][] rows) {
        Tensor matrix = zerosForRows(rows);
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                matrix.data()[r * rows[r].length + c] = inRange(rows[r][c], "row " + r + ", column " + c);
            }
        }
        return matrix;
    }

    /** A matrix of zeros with a row for each array of {@code rows}, which must be of one length. */
    private static Tensor zerosForRows(Object[] rows) {
        int columns = Arguments.notNull(rows, "Tensor.of: rows").length == 0 ? 0 : lengthOf(rows, 0);
        for (int r = 0; r < rows.length; r++) {
            requireLength(r, lengthOf(rows, r), columns);
        }
        return Tensor.zeros(rows.length, columns);
    }

    private static int lengthOf(Object[] rows, int r) {
        return Array.getLength(Arguments.notNull(rows[r], "Tensor.of: rows[" + r + "]"));
    }

    private static void requireLength(int row, int length, int columns) {
        if (length != columns) {
            throw new ShapeException("row " + row + " has " + length + " values, row 0 has " + columns
                    + "; the rows of a matrix must be of one length. Pad the shorter ones, or cut the longer ones.");
        }
    }
}
