package dev.cornet.activations;

import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Runs a function of rows along any axis but the first, by bringing that axis to the end and back. */
final class AlongAxis {
    /** A function of rows along the last axis that overwrites z with y, and dy with dz. */
    @FunctionalInterface
    interface InPlace {
        Output forward(Tensor z, Pass pass);
    }

    private AlongAxis() {}

    static Output along(int axis, Tensor z, Pass pass, InPlace rows) {
        Shape shape = z.shape();
        int a = shape.axis(axis);
        if (a == 0) {
            throw new ShapeException(
                    "axis " + axis + " of shape " + shape
                            + " is the batch, whose samples are independent of each other; choose an axis from 1 on, or -1 for the last");
        }
        if (a == shape.rank() - 1) {
            return rows.forward(z, pass);
        }
        int n = shape.dim(a);
        int inner = shape.range(a + 1, shape.rank()).size();
        Tensor moved = pass.tensor(Shape.of(z.size() / Math.max(n, 1), n));
        move(z, moved, n, inner);
        Output out = rows.forward(moved, pass);
        move(moved, z, inner, n);
        return new Output(z, (dy, grads) -> {
            Tensor turned = pass.tensor(moved.shape());
            move(dy, turned, n, inner);
            out.backward().apply(turned, grads);
            move(turned, dy, inner, n);
            return dy;
        });
    }

    /** Rows of {@code n} values per task. */
    static int grain(int n) {
        return Math.max(1, 4096 / Math.max(n, 1));
    }

    // Sums run in four strands: one alone waits for each addition to finish.

    static float sum(float[] x, int at, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int whole = n & ~3;
        for (int j = 0; j < whole; j += 4) {
            a += x[at + j];
            b += x[at + j + 1];
            c += x[at + j + 2];
            d += x[at + j + 3];
        }
        for (int j = whole; j < n; j++) {
            a += x[at + j];
        }
        return (a + b) + (c + d);
    }

    static float dot(float[] x, int xo, float[] y, int yo, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int whole = n & ~3;
        for (int j = 0; j < whole; j += 4) {
            a += x[xo + j] * y[yo + j];
            b += x[xo + j + 1] * y[yo + j + 1];
            c += x[xo + j + 2] * y[yo + j + 2];
            d += x[xo + j + 3] * y[yo + j + 3];
        }
        for (int j = whole; j < n; j++) {
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
    private static void move(Tensor from, Tensor to, int rows, int columns) {
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
