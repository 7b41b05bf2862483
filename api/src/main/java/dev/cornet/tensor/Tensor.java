package dev.cornet.tensor;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import java.util.Arrays;

/**
 * A dense row-major array of float32 with a shape; images are NHWC (batch, height, width, channels).
 *
 * <p>The values are contiguous in {@link #data()} from index {@link #offset()} on. {@link #reshape} and {@link #rows} return views that
 * share these values. A tensor is not thread-safe: no thread may use it while another writes to it.
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

    /** Returns a tensor without values, of which only the shape may be used: reading a value throws an exception. */
    public static Tensor withoutValues(Shape shape) {
        return new Tensor(Arguments.notNull(shape, "Tensor.withoutValues", "shape"));
    }

    /** Returns a copy of {@code values} in the given shape, or a vector if no sizes are given: {@code Tensor.of(values, n, 10)}. */
    public static Tensor of(float[] values, int... dims) {
        return wrap(Arguments.notNull(values, "Tensor.of: values").clone(), Conversion.shape(values.length, dims));
    }

    /** Returns a copy of doubles, rounded to float32; throws if a finite number is beyond the range of float32. */
    public static Tensor of(double[] values, int... dims) {
        return wrap(Conversion.floats(values), Conversion.shape(values.length, dims));
    }

    /** Returns a copy of integers, such as class labels; throws if float32 cannot represent one exactly, such as 16777217. */
    public static Tensor of(int[] values, int... dims) {
        return wrap(Conversion.floats(values), Conversion.shape(values.length, dims));
    }

    /** Returns a copy of integers; throws if float32 cannot represent one exactly, such as 16777217. */
    public static Tensor of(long[] values, int... dims) {
        return wrap(Conversion.floats(values), Conversion.shape(values.length, dims));
    }

    /** Returns a matrix from its rows, which must be of equal length. */
    public static Tensor of(float[][] rows) {
        return Conversion.matrix(rows);
    }

    /** Returns a matrix from its rows, which must be of equal length, rounded to float32. */
    public static Tensor of(double[][] rows) {
        return Conversion.matrix(rows);
    }

    /** Returns a tensor of zeros. */
    public static Tensor zeros(int... dims) {
        return zeros(Shape.of(dims));
    }

    /** Returns a tensor of zeros. */
    public static Tensor zeros(Shape shape) {
        Arguments.notNull(shape, "Tensor.zeros", "shape");
        return new Tensor(shape, new float[shape.size()], 0);
    }

    /** Returns a tensor that shares {@code data}, whose length must be the size of the shape. */
    public static Tensor wrap(float[] data, Shape shape) {
        Arguments.notNull(data, "Tensor.wrap", "data");
        Arguments.notNull(shape, "Tensor.wrap", "shape");
        if (shape.size() != data.length) {
            throw Conversion.wrongCount(shape, data.length);
        }
        return new Tensor(shape, data, 0);
    }

    /** Returns a tensor that shares {@code data} from index {@code offset} on. */
    public static Tensor wrap(float[] data, int offset, Shape shape) {
        Arguments.notNull(data, "Tensor.wrap", "data");
        Arguments.notNull(shape, "Tensor.wrap", "shape");
        return new Tensor(shape, data, offset);
    }

    public Shape shape() {
        return shape;
    }

    /** Returns the number of values. */
    public int size() {
        return size;
    }

    /** Returns the array that holds the values, not a copy. */
    public float[] data() {
        return data;
    }

    /** Returns the index of the first value in {@link #data()}. */
    public int offset() {
        return offset;
    }

    /** Returns the value at the given index, one number per axis. */
    public float get(int... index) {
        return data[offset + position(index)];
    }

    /** Sets the value at the given index, one number per axis. */
    public void set(float value, int... index) {
        data[offset + position(index)] = value;
    }

    /** Returns a view of the same values in another shape; one size may be −1 and is computed from the others. */
    public Tensor reshape(int... dims) {
        int[] known = Arguments.notNull(dims, "reshape: dims").clone();
        int inferred = -1;
        long product = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1) {
                if (inferred >= 0) {
                    throw new ShapeException(
                            "reshape: only one size can be left free by -1, got " + Arrays.toString(dims));
                }
                inferred = i;
            } else {
                product = Math.min(product * dims[i], Shape.MAX_SIZE + 1);
            }
        }
        if (inferred >= 0 && product >= 0) {
            if (product == 0 ? size != 0 : size % product != 0) {
                throw new ShapeException("reshape: " + product + " does not divide the " + size + " values of " + shape
                        + ", so -1 in " + Arrays.toString(dims) + " stands for no size. Check the other sizes.");
            }
            known[inferred] = product == 0 ? 0 : (int) (size / product);
        }
        return reshape(Shape.of(known));
    }

    /** Returns a view of the same values in another shape of the same size. */
    public Tensor reshape(Shape other) {
        if (Arguments.notNull(other, "reshape: the shape").size() != size) {
            throw new ShapeException("reshape: cannot view " + shape + " (" + size + " values) as " + other + " ("
                    + other.size() + " values): the numbers of values must be equal. Leave one size free by -1, or take"
                    + " other sizes.");
        }
        return new Tensor(other, data, offset);
    }

    /**
     * Returns a copy with its axes in another order, as NumPy's transpose: {@code images.permute(0, 2, 3, 1)} converts (n, channels,
     * height, width) to (n, height, width, channels). Axis i of the result is axis {@code axes[i]} of this tensor; negative numbers count
     * from the end. Without arguments, the order of the axes is reversed.
     */
    public Tensor permute(int... axes) {
        Tensor permuted = zeros(shape.permute(axes));
        Transpose.copy(this, permuted, axes);
        return permuted;
    }

    /** Returns a view of rows {@code from … to−1} along the first axis. */
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

    /** Returns the number of values per index of the first axis. */
    public int rowSize() {
        return shape.rowSize();
    }

    /** Returns a copy with its own array. */
    public Tensor copy() {
        return new Tensor(shape, toArray(), 0);
    }

    /** Overwrites the values with those of a tensor of the same size. */
    public void copyFrom(Tensor other) {
        if (Arguments.notNull(other, "copyFrom: the tensor").size != size) {
            throw new ShapeException("copyFrom: cannot copy the " + other.size + " values of " + other.shape
                    + " into the " + size + " of " + shape + ". Give a tensor of as many values.");
        }
        System.arraycopy(other.data, other.offset, data, offset, size);
    }

    /** Overwrites the values with those of {@code other} with its axes in another order, as {@link #permute} returns them. */
    public void copyPermuted(Tensor other, int... axes) {
        Shape permuted =
                Arguments.notNull(other, "copyPermuted: the tensor").shape.permute(axes);
        if (!permuted.equals(shape)) {
            throw new ShapeException("copyPermuted: the axes " + Arrays.toString(axes) + " of shape " + other.shape
                    + " give the shape " + permuted + ", not " + shape + ". Give a tensor of that shape.");
        }
        Transpose.copy(other, this, axes);
    }

    /** Returns a copy of the values. */
    public float[] toArray() {
        return Arrays.copyOfRange(data, offset, offset + size);
    }

    /**
     * Returns, for each row along the last axis, the index of its largest value (the first of equal values): class numbers from
     * probabilities.
     */
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
        if (Arguments.notNull(index, "the index of a tensor").length != shape.rank()) {
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

    /** Returns shape and values as readable text: one line per row, "…" for values left out. */
    @Override
    public String toString() {
        return TensorFormatter.of(this);
    }
}
