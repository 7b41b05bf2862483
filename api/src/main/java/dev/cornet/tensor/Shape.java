package dev.cornet.tensor;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a tensor's axes, first axis slowest; immutable. A size of −1 stands for one that is not known yet ("None" in Keras).
 *
 * <p>Negative axis numbers count from the end, as in Python.
 */
public final class Shape {
    /** The most values that one array can hold. */
    public static final long MAX_SIZE = Integer.MAX_VALUE - 8L;

    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    /** The last answer of {@link #withoutBatch}; threads that race write equal ones, here and below. */
    private transient @Nullable Shape withoutBatch;

    /** The last answers of {@link #withBatch}: whole batches of one size, and slices of another, come again and again. */
    private transient @Nullable Shape batch;

    private transient @Nullable Shape batchBefore;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /** The shape with these sizes, each ≥ 0 or −1. */
    public static Shape of(int... dims) {
        Arguments.given(dims, "Shape.of", "dims");
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

    /** The size of axis {@code i}. */
    public int dim(int i) {
        return dims[axis(i)];
    }

    /** The size of the last axis; 1 for a scalar. */
    public int last() {
        return dims.length == 0 ? 1 : dims[dims.length - 1];
    }

    /** Axis {@code i} as a number from 0, where −1 is the last one. */
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

    /** The number of values; refused when unknown or more than an array can hold. */
    public int size() {
        return sizeFrom(0);
    }

    /** The number of values in each step of the first axis: the size of {@link #withoutBatch}. */
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
                                + " of 0 or more for each axis.");
            }
            size *= d;
            if (size > MAX_SIZE) {
                throw new ShapeException(
                        "the shape " + this + " has more than " + MAX_SIZE + " values, the most one array can hold");
            }
        }
        return (int) size;
    }

    /** True when no size is −1. */
    public boolean isKnown() {
        for (int d : dims) {
            if (d < 0) {
                return false;
            }
        }
        return true;
    }

    /** This shape with another last axis. */
    public Shape withLast(int last) {
        return with(-1, last);
    }

    /** This shape with another size at axis {@code i}. */
    public Shape with(int i, int size) {
        int[] copy = dims.clone();
        copy[axis(i)] = size;
        return checked(copy);
    }

    /** This shape with an axis of {@code size} put before the first: from one sample to a batch. */
    public Shape withBatch(int size) {
        Shape last = batch;
        if (last != null && last.dims[0] == size) {
            return last;
        }
        Shape before = batchBefore;
        if (before != null && before.dims[0] == size) {
            return before;
        }
        int[] more = new int[dims.length + 1];
        more[0] = size;
        System.arraycopy(dims, 0, more, 1, dims.length);
        Shape made = checked(more);
        made.withoutBatch = this;
        batchBefore = last;
        batch = made;
        return made;
    }

    /** This shape without its first axis: from a batch to one sample. */
    public Shape withoutBatch() {
        requireFirstAxis();
        Shape known = withoutBatch;
        if (known == null) {
            known = new Shape(Arrays.copyOfRange(dims, 1, dims.length));
            withoutBatch = known;
        }
        return known;
    }

    private void requireFirstAxis() {
        if (dims.length == 0) {
            throw new ShapeException("a scalar has no first axis");
        }
    }

    /** Axes {@code from … to−1} as a shape. */
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

    /** As a batch of unknown length: {@code (None, 28, 28, 1)}. */
    public String toBatchString() {
        return withBatch(-1).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** As in Keras: {@code (32, 28, 28)}, {@code (None, 10)}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int d : dims) {
            text.add(d < 0 ? "None" : Integer.toString(d));
        }
        return text.toString();
    }
}
