package dev.cornet.backend;

import dev.cornet.exceptions.BackendException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Checks of the arguments of a {@link Backend}, in long arithmetic, to be made before anything is read or written. */
public final class ArgumentChecks {
    private ArgumentChecks() {}

    /** Throws unless an array has {@code count} values from {@code offset} on. */
    public static void require(String name, float[] array, int offset, long count) {
        if (array == null || offset < 0 || count < 0 || offset + count > array.length) {
            throw new BackendException(name + ": needs " + count + " values from index " + offset + ", but the array "
                    + (array == null ? "is null" : "holds " + array.length));
        }
    }

    /** Throws unless a tensor has {@code count} values, all of them in its array. */
    public static void require(String name, Tensor tensor, long count) {
        if (tensor.size() != count) {
            throw new BackendException(name + ": needs " + count + " values, but the tensor of shape " + tensor.shape()
                    + " has " + tensor.size());
        }
        require(name, tensor.data(), tensor.offset(), count);
    }

    /** Throws unless an array holds its matrix. */
    public static void matrix(String name, Matrix m) {
        matrix(name, m, m.offset());
    }

    /** Throws unless an array holds its matrix, moved to begin at an index. */
    private static void matrix(String name, Matrix m, int at) {
        if (m.transposed()) {
            matrix(name, m.data(), at, m.columns(), m.rows(), m.stride());
        } else {
            matrix(name, m.data(), at, m.rows(), m.columns(), m.stride());
        }
    }

    /**
     * Throws unless an array holds a matrix.
     *
     * @param at the index of its first element
     * @param rows the number of rows as they lie in the array, before any transposition
     * @param columns the number of columns in the array
     * @param stride the leading dimension
     */
    public static void matrix(String name, float[] data, int at, int rows, int columns, int stride) {
        if (rows < 0 || columns < 0 || stride < Math.max(1, columns)) {
            throw new BackendException(name + ": a matrix of " + rows + "x" + columns + " with leading dimension "
                    + stride + " cannot be");
        }
        require(name, data, at, rows == 0 || columns == 0 ? 0 : (rows - 1L) * stride + columns);
    }

    /** Throws unless the arrays hold their matrices, and these have the sizes of a product c = a·b, with c not transposed. */
    public static void gemm(Matrix a, Matrix b, Matrix c) {
        gemm(a, a.offset(), b, b.offset(), c, c.offset());
    }

    /** The same for matrices moved along their arrays, to begin at the indices aAt, bAt and cAt. */
    public static void gemm(Matrix a, int aAt, Matrix b, int bAt, Matrix c, int cAt) {
        matrix("a", a, aAt);
        matrix("b", b, bAt);
        matrix("c", c, cAt);
        if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns() || c.transposed()) {
            throw new BackendException("gemm: a (" + sizes(a) + ") times b (" + sizes(b) + ") does not fit into c ("
                    + sizes(c) + (c.transposed() ? ", transposed" : "") + "): (m, k) times (k, n) gives (m, n), and c"
                    + " cannot be a transposed matrix");
        }
    }

    /**
     * Returns k for tensors that are matrices along their last axes, a (m, k) or, if transposed, (k, m), b (k, n) or (n, k), and c (m, n);
     * throws if they are not.
     */
    public static int gemm(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
        int k = transposeA ? rows(a) : a.shape().last();
        int m = transposeA ? a.shape().last() : rows(a);
        int n = transposeB ? rows(b) : b.shape().last();
        if (k != (transposeB ? b.shape().last() : rows(b))
                || m != rows(c)
                || n != c.shape().last()) {
            throw new BackendException("gemm: a of shape " + a.shape() + (transposeA ? ", transposed," : "")
                    + " times b of shape " + b.shape() + (transposeB ? ", transposed," : "")
                    + " does not fit into c of shape "
                    + c.shape() + ": (m, k) times (k, n) gives (m, n)");
        }
        require("a", a, a.size());
        require("b", b, b.size());
        require("c", c, c.size());
        return k;
    }

    /**
     * Returns the number of products of tensors that hold matrices along their last two axes, a (…, m, k) or, if transposed, (…, k, m), b
     * (…, k, n) or (…, n, k), and c (…, m, n); throws if they do not.
     */
    public static int matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
        int axes = c.shape().rank() - 2;
        boolean fits = axes >= 0 && a.shape().rank() == axes + 2 && b.shape().rank() == axes + 2;
        int count = 1;
        for (int i = 0; fits && i < axes; i++) {
            int size = c.shape().dim(i);
            fits = a.shape().dim(i) == size && b.shape().dim(i) == size;
            count *= size;
        }
        if (!fits
                || a.shape().dim(axes + (transposeA ? 0 : 1)) != b.shape().dim(axes + (transposeB ? 1 : 0))
                || a.shape().dim(axes + (transposeA ? 1 : 0)) != c.shape().dim(axes)
                || b.shape().dim(axes + (transposeB ? 0 : 1)) != c.shape().dim(axes + 1)) {
            throw new BackendException("matmul: a of shape " + a.shape() + (transposeA ? ", transposed," : "")
                    + " times b of shape " + b.shape() + (transposeB ? ", transposed," : "")
                    + " does not fit into c of shape " + c.shape()
                    + ": (…, m, k) times (…, k, n) gives (…, m, n), with the same axes before");
        }
        require("a", a, a.size());
        require("b", b, b.size());
        require("c", c, c.size());
        return count;
    }

    /** Throws unless x has as many values as y; names the function and both arguments. */
    static void sameSize(String function, String y, Tensor yValues, String x, Tensor xValues) {
        if (xValues.size() != yValues.size()) {
            throw new BackendException(function + ": " + x + " of shape " + xValues.shape() + " has " + xValues.size()
                    + " values, but " + y + " of shape " + yValues.shape() + " has " + yValues.size()
                    + "; as many are expected");
        }
    }

    /** Returns how often the values of part fit into x; throws if they do not, or names the function and both arguments. */
    static int parts(String function, String x, Tensor xValues, String part, Tensor partValues) {
        int n = partValues.size();
        if (n == 0 ? xValues.size() != 0 : xValues.size() % n != 0) {
            throw new BackendException(function + ": " + part + " of shape " + partValues.shape() + " has " + n
                    + " values, which do not divide the " + xValues.size() + " of " + x + " of shape "
                    + xValues.shape());
        }
        return n == 0 ? 0 : xValues.size() / n;
    }

    /** Throws unless x has {@code count} columns from column {@code from} on. */
    static void columns(String function, String x, Tensor xValues, int from, int count) {
        int n = xValues.shape().last();
        if (from < 0 || count < 0 || (long) from + count > n) {
            throw new BackendException(function + ": " + x + " of shape " + xValues.shape() + " has columns 0 to "
                    + (n - 1) + ", not " + from + " to " + ((long) from + count - 1));
        }
    }

    /** Returns the number of rows of x and y along their last axes; throws if they are not equal. */
    static int sameRows(String function, String y, Tensor yValues, String x, Tensor xValues) {
        int rows = rows(yValues);
        if (rows(xValues) != rows) {
            throw new BackendException(function + ": " + x + " of shape " + xValues.shape() + " has " + rows(xValues)
                    + " rows, but " + y + " of shape " + yValues.shape() + " has " + rows);
        }
        return rows;
    }

    private static int rows(Tensor x) {
        int rows = 1;
        for (int axis = 0; axis < x.shape().rank() - 1; axis++) {
            rows *= x.shape().dim(axis);
        }
        return rows;
    }

    /** Returns the number n of values of a row of sum; throws unless x has {@code rows} rows of n values for each row of sum. */
    public static int sumRows(Tensor x, int rows, Tensor sum) {
        if (rows < 0 || x.size() != (long) rows * sum.size()) {
            throw new BackendException("addSumRows: x of shape " + x.shape() + " does not have " + rows
                    + " rows for each row of the sum of shape " + sum.shape());
        }
        require("x", x, x.size());
        require("sum", sum, sum.size());
        return sum.shape().last();
    }

    private static String sizes(Matrix m) {
        return m.rows() + ", " + m.columns();
    }

    /** Throws unless y has as many values as x. */
    public static void elementwise(Tensor x, Tensor y) {
        require("x", x, x.size());
        require("y", y, x.size());
    }

    /** Returns the number of rows along the first axis; throws for a scalar, which has none. */
    public static int batch(String name, Tensor x) {
        if (x.shape().rank() == 0) {
            throw new BackendException(name + ": needs the batch as axis 0, but is a scalar");
        }
        return x.shape().dim(0);
    }

    /** Throws unless images x, kernel w and outputs y, for the batch of x, have the sizes of a convolution. */
    public static void conv(ConvShape shape, Tensor x, Tensor w, Tensor y) {
        int batch = batch("x", x);
        conv(shape, batch, x, w);
        require("y", y, (long) batch * shape.outputs());
    }

    private static void conv(ConvShape shape, int batch, Tensor x, Tensor w) {
        require("x", x, (long) batch * shape.inputs());
        require("w", w, shape.weights());
    }

    /** Throws unless the bias, if any, has a value per filter. */
    public static void bias(ConvShape shape, @Nullable Tensor bias) {
        if (bias != null) {
            require("bias", bias, shape.filters());
        }
    }

    /** Throws unless images x and outputs y, for the batch and the channels (last axis) of x, have the sizes of a pooling. */
    public static void pool(Window g, Tensor x, Tensor y) {
        int batch = batch("x", x);
        int channels = x.shape().last();
        if (channels <= 0) {
            throw new BackendException("x: needs channels as its last axis, got the shape " + x.shape());
        }
        require("x", x, (long) batch * g.inputPixels() * channels);
        require("y", y, (long) batch * g.outputPixels() * channels);
    }

    /**
     * Throws unless the output sizes are even and images, kernel, outputs z, if given, and maxima y have the sizes of a convolution with
     * 2×2 max pooling.
     */
    public static void convMaxPool2x2(ConvShape shape, Tensor x, Tensor w, MaxPooled results) {
        Window g = shape.window();
        if (g.outHeight() % 2 + g.outWidth() % 2 > 0) {
            throw new BackendException(
                    "conv: " + g.outHeight() + "x" + g.outWidth() + " outputs cannot be cut into blocks of 2x2");
        }
        int batch = batch("x", x);
        conv(shape, batch, x, w);
        Tensor z = results.z();
        if (z != null) {
            require("z", z, (long) batch * shape.outputs());
        }
        require("y", results.y(), (long) batch * (shape.outputs() / 4));
    }

    /**
     * Throws unless the sizes are as in {@link #convMaxPool2x2}, and so are those of dy, the gradient of the maxima, and, if not null,
     * of dx and dw.
     */
    public static void convMaxPool2x2Backward(
            ConvShape shape,
            Tensor x,
            MaxPooled results,
            Tensor dy,
            Tensor w,
            @Nullable Tensor dx,
            @Nullable Tensor dw) {
        convMaxPool2x2(shape, x, w, results);
        int batch = batch("x", x);
        require("z", results.requireZ(), (long) batch * shape.outputs());
        require("dy", dy, (long) batch * (shape.outputs() / 4));
        if (dx != null) {
            conv(shape, batch, dx, w);
        }
        if (dw != null) {
            conv(shape, batch, x, dw);
        }
    }
}
