package dev.cornet.activations;

import dev.cornet.config.Option;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * An activation of rows along any axis but the first, which is moved to the end and back.
 *
 * @param <A> the activation class itself
 */
abstract class Rowwise<A extends Rowwise<A>> extends FluentActivation<A> {
    @Option
    private int axis = -1;

    /** The axis of the rows, any but the batch; default −1, the last. */
    public A axis(int axis) {
        this.axis = axis;
        return checked();
    }

    @Override
    public final void check() {
        require(axis != 0, "axis must not be 0, which is the batch");
    }

    /** Computes y of rows along the last axis. Overwrites z with y, and in the backward dy with dz. */
    abstract Output rows(Tensor z, Pass pass);

    @Override
    public final Output forward(Tensor z, Pass pass) {
        Shape shape = z.shape();
        int a = shape.axis(axis);
        if (a == 0) {
            throw new ShapeException(
                    "axis " + axis + " of shape " + shape
                            + " is the batch, whose samples are independent of each other; choose an axis from 1 on, or -1 for the last");
        }
        if (a == shape.rank() - 1) {
            return rows(z, pass);
        }
        int n = shape.dim(a);
        int inner = shape.range(a + 1, shape.rank()).size();
        Tensor transposed = pass.tensor(Shape.of(z.size() / Math.max(n, 1), n));
        transpose(z, transposed, n, inner);
        Output out = rows(transposed, pass);
        transpose(transposed, z, inner, n);
        return new Output(z, (dy, grads) -> {
            Tensor transposedDy = pass.tensor(transposed.shape());
            transpose(dy, transposedDy, n, inner);
            out.backward().apply(transposedDy, grads);
            transpose(transposedDy, dy, inner, n);
            return dy;
        });
    }

    /** The number of rows of {@code n} values that a task of the worker pool computes. */
    static int grain(int n) {
        return Math.max(1, 4096 / Math.max(n, 1));
    }

    // Four accumulators, because with a single one each addition waits for the one before.

    static float sum(float[] x, int at, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int blockEnd = n & ~3;
        for (int j = 0; j < blockEnd; j += 4) {
            a += x[at + j];
            b += x[at + j + 1];
            c += x[at + j + 2];
            d += x[at + j + 3];
        }
        for (int j = blockEnd; j < n; j++) {
            a += x[at + j];
        }
        return (a + b) + (c + d);
    }

    static float dot(float[] x, int xo, float[] y, int yo, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int blockEnd = n & ~3;
        for (int j = 0; j < blockEnd; j += 4) {
            a += x[xo + j] * y[yo + j];
            b += x[xo + j + 1] * y[yo + j + 1];
            c += x[xo + j + 2] * y[yo + j + 2];
            d += x[xo + j + 3] * y[yo + j + 3];
        }
        for (int j = blockEnd; j < n; j++) {
            a += x[xo + j] * y[yo + j];
        }
        return (a + b) + (c + d);
    }

    static float max(float[] x, int at, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            max = Math.max(max, x[at + j]);
        }
        return max;
    }

    /** to (…, columns, rows) ← from (…, rows, columns) */
    private static void transpose(Tensor from, Tensor to, int rows, int columns) {
        float[] x = from.data();
        float[] y = to.data();
        int block = rows * columns;
        for (int at = 0; at < from.size(); at += block) {
            for (int r = 0; r < rows; r++) {
                int xo = from.offset() + at + r * columns;
                int yo = to.offset() + at + r;
                for (int c = 0; c < columns; c++) {
                    y[yo + c * rows] = x[xo + c];
                }
            }
        }
    }
}
