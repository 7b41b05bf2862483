package dev.cornet.tensor;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
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

    private Tensor(Shape shape) {
        this.shape = shape;
        this.size = shape.size();
        this.data = new float[0];
        this.offset = 0;
    }

    /** A tensor of which only the shape will be looked at: it has no values, and whoever asks for one gets an exception. */
    public static Tensor withoutValues(Shape shape) {
        return new Tensor(Arguments.given(shape, "Tensor.withoutValues", "shape"));
    }

    /** A copy of {@code values} in the given shape, a vector where none is given: {@code Tensor.of(values, n, 10)}. */
    public static Tensor of(float[] values, int... dims) {
        return wrap(Arguments.given(values, "Tensor.of: values").clone(), Conversion.shape(values.length, dims));
    }

    /** A copy of doubles, rounded to float32; a number too large for it is refused. */
    public static Tensor of(double[] values, int... dims) {
        return wrap(Conversion.floats(values), Conversion.shape(values.length, dims));
    }

    /** Whole numbers, as class labels; one that float32 cannot hold exactly, as 16777217, is refused. */
    public static Tensor of(int[] values, int... dims) {
        return wrap(Conversion.floats(values), Conversion.shape(values.length, dims));
    }

    /** Whole numbers; one that float32 cannot hold exactly, as 16777217, is refused. */
    public static Tensor of(long[] values, int... dims) {
        return wrap(Conversion.floats(values), Conversion.shape(values.length, dims));
    }

    /** A matrix from its rows, which must be of one length. */
    public static Tensor of(float[][] rows) {
        return Conversion.matrix(rows);
    }

    /** A matrix from its rows, which must be of one length, rounded to float32. */
    public static Tensor of(double[][] rows) {
        return Conversion.matrix(rows);
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
            throw Conversion.wrongCount(shape, data.length);
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

    /** The same values in another shape, a view; one size may be −1 and follows from the others. */
    public Tensor reshape(int... dims) {
        int[] known = Arguments.given(dims, "reshape: dims").clone();
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
                product = Math.min(product * dims[i], Shape.MAX_SIZE + 1);
            }
        }
        if (free >= 0 && product >= 0) {
            if (product == 0 ? size != 0 : size % product != 0) {
                throw new ShapeException("reshape: " + product + " does not divide the " + size + " values of " + shape
                        + ", so -1 in " + Arrays.toString(dims) + " stands for no size. Check the other sizes.");
            }
            known[free] = product == 0 ? 0 : (int) (size / product);
        }
        return reshape(Shape.of(known));
    }

    /** The same values in another shape. */
    public Tensor reshape(Shape other) {
        if (Arguments.given(other, "reshape: the shape").size() != size) {
            throw new ShapeException("reshape: cannot view " + shape + " (" + size + " values) as " + other + " ("
                    + other.size() + " values): the numbers of values must be equal. Leave one size free by -1, or take"
                    + " other sizes.");
        }
        return new Tensor(other, data, offset);
    }

    /**
     * A copy with its axes in another order, as NumPy's transpose: {@code images.permute(0, 2, 3, 1)} makes (n, channels, height, width)
     * to (n, height, width, channels). Axis i of the result is axis {@code axes[i]} of this tensor, from 0, or from −1 backwards; without
     * any, all axes are reversed. The values move, which {@link #reshape} never does.
     */
    public Tensor permute(int... axes) {
        return Transpose.of(this, Arguments.given(axes, "permute: axes"));
    }

    /** A view of rows {@code from … to−1} along the first axis. */
    public Tensor rows(int from, int to) {
        if (shape.rank() == 0 || from < 0 || to < from || to > shape.dim(0)) {
            throw new ShapeException("rows(" + from + ", " + to + ") are not within the first axis of " + shape
                    + (shape.rank() == 0
                            ? ", which is a single number."
                            : ": 0 <= from <= to <= " + shape.dim(0)
                                    + " is wanted, where row to is the first one left out."));
        }
        int row = rowSize();
        return new Tensor(shape.withoutBatch().withBatch(to - from), data, offset + from * row);
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
        if (Arguments.given(other, "copyFrom: the tensor").size != size) {
            throw new ShapeException("copyFrom: cannot copy the " + other.size + " values of " + other.shape
                    + " into the " + size + " of " + shape + ". Give a tensor of as many values.");
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
        if (Arguments.given(index, "the index of a tensor").length != shape.rank()) {
            throw new ShapeException("the shape " + shape + " has " + shape.rank() + " axes, got " + index.length
                    + (index.length == 1 ? " index" : " indices") + "; give one for each axis");
        }
        int position = 0;
        for (int i = 0; i < index.length; i++) {
            if (index[i] < 0 || index[i] >= shape.dim(i)) {
                throw new ShapeException("index " + Arrays.toString(index) + " is outside shape " + shape + ": index "
                        + index[i] + " of axis " + i + " must be from 0 to " + (shape.dim(i) - 1) + ".");
            }
            position = position * shape.dim(i) + index[i];
        }
        return position;
    }

    /** Shape and values, for people: rows under one another, "…" for what is left out. */
    @Override
    public String toString() {
        return Printed.of(this);
    }
}
