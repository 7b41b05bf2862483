package dev.cornet.tensor;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a tensor's axes in row-major order; immutable. A size of −1 is not known yet ("None" in Keras).
 *
 * <p>Negative axis numbers count from the end, as in Python.
 */
public final class Shape {
    /** The largest number of values in one array. */
    public static final long MAX_SIZE = Integer.MAX_VALUE - 8L;

    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    /** Cached result of {@link #withoutBatch}. A race between threads is harmless, here and below: they write equal shapes. */
    private transient @Nullable Shape withoutBatch;

    /** Cached results of {@link #withBatch} for the last two sizes: the sizes of whole batches and of slices alternate. */
    private transient @Nullable Shape lastWithBatch;

    private transient @Nullable Shape previousWithBatch;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /** Returns the shape with these sizes, each ≥ 0 or −1. */
    public static Shape of(int... dims) {
        Arguments.notNull(dims, "Shape.of", "dims");
        return checked(dims.clone());
    }

    private static Shape checked(int[] dims) {
        for (int d : dims) {
            if (d < -1) {
                throw new ShapeException(
                        "the sizes of a shape must be 0 or more (or -1 where unknown), got " + Arrays.toString(dims));
            }
        }
        return new Shape(dims);
    }

    public int rank() {
        return dims.length;
    }

    /** Returns the size of axis {@code i}. */
    public int dim(int i) {
        return dims[axis(i)];
    }

    /** Returns the size of the last axis; 1 for a scalar. */
    public int last() {
        return dims.length == 0 ? 1 : dims[dims.length - 1];
    }

    /** Converts axis {@code i}, which may be negative, to its number from 0; −1 is the last axis. */
    public int axis(int i) {
        int axis = i < 0 ? i + dims.length : i;
        if (axis < 0 || axis >= dims.length) {
            throw new ShapeException("axis " + i + " does not exist in shape " + this + " of rank " + dims.length
                    + (dims.length == 0
                            ? ", a single number without axes."
                            : "; there are 0 to " + (dims.length - 1) + ", or -1 to " + -dims.length
                                    + " from the end."));
        }
        return axis;
    }

    /** Returns the number of values; throws if it is unknown or more than an array can hold. */
    public int size() {
        return sizeFrom(0);
    }

    /** Returns the number of values per index of the first axis: the size of {@link #withoutBatch}. */
    public int rowSize() {
        requireFirstAxis();
        return sizeFrom(1);
    }

    private int sizeFrom(int axis) {
        long size = 1;
        for (int i = axis; i < dims.length; i++) {
            int d = dims[i];
            if (d < 0) {
                throw new ShapeException(
                        "the shape " + this + " has a size that is not known yet (None, -1). Give a number"
                                + " of 0 or more for each axis."
                                + (i == 0
                                        ? " If axis 0 is the batch, rowSize() is the number of values of one sample, and"
                                                + " withoutBatch() its shape."
                                        : ""));
            }
            size *= d;
            if (size > MAX_SIZE) {
                throw new ShapeException(
                        "the shape " + this + " has more than " + MAX_SIZE + " values, the most one array can hold");
            }
        }
        return (int) size;
    }

    /** Returns whether no size is −1. */
    public boolean isKnown() {
        for (int d : dims) {
            if (d < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns this shape with another size of the last axis. */
    public Shape withLast(int last) {
        return with(-1, last);
    }

    /** Returns this shape with another size of axis {@code i}. */
    public Shape with(int i, int size) {
        int[] copy = dims.clone();
        copy[axis(i)] = size;
        return checked(copy);
    }

    /** Returns this shape with its axes in another order: axis i of the result is axis {@code axes[i]}. See {@link Tensor#permute}. */
    public Shape permute(int... axes) {
        return Transpose.shape(this, Arguments.notNull(axes, "permute: axes"));
    }

    /** Returns this shape with an axis of {@code size} before the first: from one sample to a batch. */
    public Shape withBatch(int size) {
        Shape last = lastWithBatch;
        if (last != null && last.dims[0] == size) {
            return last;
        }
        Shape previous = previousWithBatch;
        if (previous != null && previous.dims[0] == size) {
            return previous;
        }
        int[] batchDims = new int[dims.length + 1];
        batchDims[0] = size;
        System.arraycopy(dims, 0, batchDims, 1, dims.length);
        Shape result = checked(batchDims);
        result.withoutBatch = this;
        previousWithBatch = last;
        lastWithBatch = result;
        return result;
    }

    /** Returns this shape without its first axis: from a batch to one sample. */
    public Shape withoutBatch() {
        requireFirstAxis();
        Shape cached = withoutBatch;
        if (cached == null) {
            cached = new Shape(Arrays.copyOfRange(dims, 1, dims.length));
            withoutBatch = cached;
        }
        return cached;
    }

    /** Returns the shapes of the samples in batches of these shapes: each {@link #withoutBatch}. */
    public static List<Shape> samples(List<Shape> batches) {
        return Arguments.nonNullElements(batches, "Shape.samples: batches").stream()
                .map(Shape::withoutBatch)
                .toList();
    }

    private void requireFirstAxis() {
        if (dims.length == 0) {
            throw new ShapeException("a scalar has no first axis");
        }
    }

    /** Returns the shape of axes {@code from … to−1}. */
    public Shape range(int from, int to) {
        if (from < 0 || to < from || to > dims.length) {
            throw new ShapeException(
                    "axes " + from + " to " + (to - 1) + " are not within shape " + this + " of rank " + dims.length);
        }
        return new Shape(Arrays.copyOfRange(dims, from, to));
    }

    public int[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** Returns the shape in Keras' notation: {@code (32, 28, 28)}, {@code (None, 10)}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int d : dims) {
            text.add(d < 0 ? "None" : Integer.toString(d));
        }
        return text.toString();
    }
}
