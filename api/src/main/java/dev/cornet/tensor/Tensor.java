package dev.cornet.tensor;

import dev.cornet.error.Arguments;
import dev.cornet.error.ShapeException;
import java.util.Arrays;

/**
 * A dense row-major array of float32 with a shape; images are NHWC (batch, height, width, channels).
 *
 * <p>The values lie in {@link #data()} from {@link #offset()} on, without gaps. {@link #reshape} and {@link #rows} are views that share
 * them. A tensor is not safe for use by one thread while another writes it.
 */
public final class Tensor {
    private final Shape shape;
    private final int size;
    private final float[] data;
    private final int offset;

    private Tensor(Shape shape, float[] data, int offset) {
        this.shape = shape;
        this.size = shape.size();
        this.data = data;
        this.offset = offset;
        if (offset < 0 || (long) offset + size > data.length) {
            throw new ShapeException("a tensor of shape " + shape + " needs " + size + " values from index " + offset
                    + ", but the array holds " + data.length);
        }
    }

    /** A copy of {@code values} in the given shape: {@code Tensor.of(values, n, 10)}. */
    public static Tensor of(float[] values, int... dims) {
        Arguments.given(values, "Tensor.of", "values");
        Arguments.given(dims, "Tensor.of", "dims");
        Shape shape = Shape.of(dims);
        if (shape.size() != values.length) {
            throw new ShapeException(
                    "shape " + shape + " has " + shape.size() + " values, but the array holds " + values.length);
        }
        return new Tensor(shape, values.clone(), 0);
    }

    /** A copy of doubles, rounded to float32. */
    public static Tensor of(double[] values, int... dims) {
        Arguments.given(values, "Tensor.of", "values");
        Arguments.given(dims, "Tensor.of", "dims");
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return wrap(rounded, dims.length == 0 ? Shape.of(values.length) : Shape.of(dims));
    }

    /** A vector of whole numbers, as class labels; exact up to 2²⁴. */
    public static Tensor of(int[] values, int... dims) {
        Arguments.given(values, "Tensor.of", "values");
        Arguments.given(dims, "Tensor.of", "dims");
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return wrap(floats, dims.length == 0 ? Shape.of(values.length) : Shape.of(dims));
    }

    /** A matrix from its rows, which must be of one length. */
    public static Tensor of(float[][] rows) {
        Arguments.given(rows, "Tensor.of", "rows");
        int columns = rows.length == 0 ? 0 : rows[0].length;
        float[] values = new float[Math.multiplyExact(rows.length, columns)];
        for (int r = 0; r < rows.length; r++) {
            if (rows[r].length != columns) {
                throw new ShapeException("row " + r + " has " + rows[r].length + " values, row 0 has " + columns
                        + "; the rows of a matrix must be of one length");
            }
            System.arraycopy(rows[r], 0, values, r * columns, columns);
        }
        return wrap(values, Shape.of(rows.length, columns));
    }

    /** Zeros. */
    public static Tensor zeros(int... dims) {
        return zeros(Shape.of(dims));
    }

    /** Zeros. */
    public static Tensor zeros(Shape shape) {
        Arguments.given(shape, "Tensor.zeros", "shape");
        return new Tensor(shape, new float[shape.size()], 0);
    }

    /** A tensor that shares {@code data}, which must hold exactly the shape's values. */
    public static Tensor wrap(float[] data, Shape shape) {
        Arguments.given(data, "Tensor.wrap", "data");
        Arguments.given(shape, "Tensor.wrap", "shape");
        if (shape.size() != data.length) {
            throw new ShapeException(
                    "shape " + shape + " has " + shape.size() + " values, but the array holds " + data.length);
        }
        return new Tensor(shape, data, 0);
    }

    /** A tensor that shares the part of {@code data} from {@code offset} on. */
    public static Tensor wrap(float[] data, int offset, Shape shape) {
        Arguments.given(data, "Tensor.wrap", "data");
        Arguments.given(shape, "Tensor.wrap", "shape");
        return new Tensor(shape, data, offset);
    }

    public Shape shape() {
        return shape;
    }

    /** The number of values. */
    public int size() {
        return size;
    }

    /** The array that holds the values; changes write through. */
    public float[] data() {
        return data;
    }

    /** The index of the first value in {@link #data()}. */
    public int offset() {
        return offset;
    }

    /** The value at a position, one index per axis. */
    public float get(int... index) {
        return data[offset + position(index)];
    }

    /** Sets the value at a position. */
    public void set(float value, int... index) {
        data[offset + position(index)] = value;
    }

    /** The same values in another shape; one size may be −1 and follows from the others. */
    public Tensor reshape(int... dims) {
        int[] known = dims.clone();
        int free = -1;
        long product = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1) {
                if (free >= 0) {
                    throw new ShapeException(
                            "reshape: only one size can be left free by -1, got " + Arrays.toString(dims));
                }
                free = i;
            } else {
                product *= dims[i];
            }
        }
        if (free >= 0) {
            known[free] = product == 0 ? 0 : (int) (size / product);
        }
        return reshape(Shape.of(known));
    }

    /** The same values in another shape. */
    public Tensor reshape(Shape other) {
        if (other.size() != size) {
            throw new ShapeException("cannot view " + shape + " (" + size + " values) as " + other + " (" + other.size()
                    + " values): the numbers of values must be equal");
        }
        return new Tensor(other, data, offset);
    }

    /** A view of rows {@code from … to−1} along the first axis. */
    public Tensor rows(int from, int to) {
        if (shape.rank() == 0 || from < 0 || to < from || to > shape.dim(0)) {
            throw new ShapeException("rows " + from + " to " + (to - 1) + " are not within the first axis of " + shape);
        }
        int row = rowSize();
        return new Tensor(shape.rest().prepend(to - from), data, offset + from * row);
    }

    /** Values per step of the first axis. */
    public int rowSize() {
        return shape.rowSize();
    }

    /** A copy with an array of its own. */
    public Tensor copy() {
        return new Tensor(shape, toArray(), 0);
    }

    /** Overwrites the values with those of a tensor of the same size. */
    public void copyFrom(Tensor other) {
        if (other.size != size) {
            throw new ShapeException("cannot copy " + other.shape + " into " + shape);
        }
        System.arraycopy(other.data, other.offset, data, offset, size);
    }

    /** A copy of the values. */
    public float[] toArray() {
        return Arrays.copyOfRange(data, offset, offset + size);
    }

    /** The index of the largest value of each row of the last axis, the first one of equals: class numbers from probabilities. */
    public int[] argMax() {
        int columns = shape.last();
        int[] best = new int[columns == 0 ? 0 : size / columns];
        for (int r = 0; r < best.length; r++) {
            int at = offset + r * columns;
            for (int j = 1; j < columns; j++) {
                if (data[at + j] > data[at + best[r]]) {
                    best[r] = j;
                }
            }
        }
        return best;
    }

    private int position(int[] index) {
        if (index.length != shape.rank()) {
            throw new ShapeException("the shape " + shape + " has " + shape.rank() + " axes, got " + index.length
                    + (index.length == 1 ? " index" : " indices") + "; give one for each axis");
        }
        int position = 0;
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= shape.dim(i)) {
                throw new ShapeException("index " + Arrays.toString(index) + " is outside shape " + shape);
            }
            position = position * shape.dim(i) + index[i];
        }
        return position;
    }

    /** Shape and the first values, for people. */
    @Override
    public String toString() {
        int shown = Math.min(size, 8);
        String values = Arrays.toString(Arrays.copyOfRange(data, offset, offset + shown));
        return "Tensor" + shape + (shown < size ? values.substring(0, values.length() - 1) + ", …]" : values);
    }
}
