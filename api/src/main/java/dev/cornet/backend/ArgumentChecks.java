package dev.cornet.backend;

import dev.cornet.exceptions.BackendException;
import org.jspecify.annotations.Nullable;

/** Checks of array arguments, in long arithmetic, to be made before anything is read or written. */
public final class ArgumentChecks {
    private ArgumentChecks() {}

    /** Throws unless an array has {@code count} values from {@code offset} on. */
    public static void require(String name, float[] array, int offset, long count) {
        if (array == null || offset < 0 || count < 0 || offset + count > array.length) {
            throw new BackendException(name + ": needs " + count + " values from index " + offset + ", but the array "
                    + (array == null ? "is null" : "holds " + array.length));
        }
    }

    /** Throws unless an array holds a matrix of {@code rows} rows of {@code columns} values with leading dimension {@code ld}. */
    public static void matrix(String name, float[] array, int offset, int ld, int rows, int columns) {
        if (rows < 0 || columns < 0 || ld < Math.max(1, columns)) {
            throw new BackendException(
                    name + ": a matrix of " + rows + "x" + columns + " with leading dimension " + ld + " cannot be");
        }
        require(name, array, offset, rows == 0 || columns == 0 ? 0 : (rows - 1L) * ld + columns);
    }

    /** Throws unless the arrays hold the images, the kernel and the outputs of a convolution. */
    public static void conv(ConvShape shape, int batch, float[] x, int xOff, float[] w, int wOff, float[] y, int yOff) {
        conv(shape, batch, x, xOff, w, wOff);
        require("y", y, yOff, (long) batch * shape.outputs());
    }

    private static void conv(ConvShape shape, int batch, float[] x, int xOff, float[] w, int wOff) {
        require("x", x, xOff, (long) batch * shape.inputs());
        require("w", w, wOff, shape.weights());
    }

    /** Throws unless the arrays hold the images and the outputs of a pooling. */
    public static void pool(Window g, int batch, int channels, float[] x, int xOff, float[] y, int yOff) {
        if (batch < 0 || channels <= 0) {
            throw new BackendException("pool: batch " + batch + " and channels " + channels + " must be positive");
        }
        require("x", x, xOff, (long) batch * g.inputPixels() * channels);
        require("y", y, yOff, (long) batch * g.outputPixels() * channels);
    }

    /**
     * Throws unless the output sizes are even and the arrays hold the images, the kernel, the outputs z, if given, and the maxima y of a
     * convolution with 2×2 max pooling.
     */
    public static void convMaxPool2x2(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        Window g = shape.window();
        if (g.outHeight() % 2 + g.outWidth() % 2 > 0) {
            throw new BackendException(
                    "conv: " + g.outHeight() + "x" + g.outWidth() + " outputs cannot be cut into blocks of 2x2");
        }
        conv(shape, batch, x, xOff, w, wOff);
        if (z != null) {
            require("z", z, zOff, (long) batch * shape.outputs());
        }
        require("y", y, yOff, (long) batch * (shape.outputs() / 4));
    }

    /**
     * Throws unless the arrays fit as in {@link #convMaxPool2x2}, and so do dy, the gradient of the maxima, and, if not null, dx and dw.
     */
    public static void convMaxPool2x2Backward(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] z,
            int zOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        convMaxPool2x2(shape, batch, x, xOff, w, wOff, z, zOff, y, yOff);
        convMaxPool2x2(shape, batch, x, xOff, w, wOff, z, zOff, dy, dyOff);
        if (dx != null) {
            conv(shape, batch, dx, dxOff, w, wOff);
        }
        if (dw != null) {
            conv(shape, batch, x, xOff, dw, dwOff);
        }
    }
}
