package dev.cornet.backend;

import dev.cornet.exceptions.BackendException;
import dev.cornet.tensor.Tensor;

/**
 * A view of an array as a matrix, for {@link Backend#gemm}: the element in row i and column j is data[offset + i·stride + j], or, if
 * transposed, data[offset + j·stride + i].
 *
 * <p>The array is not copied. Whether it holds the matrix is checked by the functions that use it, with the name of their argument.
 *
 * @param data the array
 * @param offset the index in the array of the first element
 * @param rows the number of rows, after transposition
 * @param columns the number of columns, after transposition
 * @param stride the leading dimension: the distance in the array between consecutive rows; between columns, if transposed
 * @param transposed whether consecutive elements of the array lie in a column, and not in a row
 */
public record Matrix(float[] data, int offset, int rows, int columns, int stride, boolean transposed) {
    /** Returns the tensor as a matrix whose rows run along the last axis; a vector is one row. */
    public static Matrix of(Tensor x) {
        int rows = 1;
        for (int axis = 0; axis < x.shape().rank() - 1; axis++) {
            rows *= x.shape().dim(axis);
        }
        return of(x.data(), x.offset(), rows, x.shape().last());
    }

    /** Returns the tensor as a matrix of as many rows of {@code columns} values as it holds. */
    public static Matrix of(Tensor x, int columns) {
        return of(x.data(), x.offset(), columns == 0 ? 0 : x.size() / columns, columns);
    }

    /** Returns a matrix whose rows lie in the array one after another, from index {@code offset} on. */
    public static Matrix of(float[] data, int offset, int rows, int columns) {
        return new Matrix(data, offset, rows, columns, Math.max(1, columns), false);
    }

    /** Returns the transposed matrix, a view of the same values. */
    public Matrix transpose() {
        return new Matrix(data, offset, columns, rows, stride, !transposed);
    }

    /** Returns a view of the same form that begins at another index of the array; itself if that is its offset. */
    public Matrix at(int index) {
        return index == offset ? this : new Matrix(data, index, rows, columns, stride, transposed);
    }

    /** Returns a view of the rows {@code from … to−1}. */
    public Matrix rows(int from, int to) {
        requireRange("row", from, to, rows);
        return block(from, to - from, 0, columns);
    }

    /** Returns a view of the columns {@code from … to−1}. */
    public Matrix columns(int from, int to) {
        requireRange("column", from, to, columns);
        return block(0, rows, from, to - from);
    }

    private void requireRange(String what, int from, int to, int count) {
        if (from < 0 || to < from || to > count) {
            throw new BackendException(
                    what + "s " + from + " to " + (to - 1) + " of a matrix of " + rows + "x" + columns
                            + " do not exist: 0 <= from <= to <= " + count + " is wanted, where " + what
                            + " to is the first one left out");
        }
    }

    /**
     * Returns a view of {@code height} rows and {@code width} columns, from an element on; this matrix itself if the view is all of it.
     * Whether the matrix has this block is not checked.
     */
    public Matrix block(int row, int height, int column, int width) {
        if (row == 0 && column == 0 && height == rows && width == columns) {
            return this;
        }
        return new Matrix(data, index(row, column), height, width, stride, transposed);
    }

    /** Returns the index in {@link #data} of an element. */
    public int index(int row, int column) {
        return offset + (transposed ? column * stride + row : row * stride + column);
    }
}
