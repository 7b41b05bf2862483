package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;

/**
 * Softmax of the rows of a matrix, computed in blocks for {@link VectorMath#expBlock}: several short rows, or a part of a long row, at a
 * time.
 */
final class Softmax {
    private static final Slot VALUES = Slot.of();
    private static final int BLOCK = VectorMath.BLOCK;

    private Softmax() {}

    static void rows(Tensor x, Tensor y) {
        ArgumentChecks.elementwise(x, y);
        int columns = x.shape().last();
        if (columns == 0) {
            return;
        }
        int rows = x.size() / columns;
        int rowsPerBlock = Math.max(1, BLOCK / columns);
        int grain = Math.max(1, 8 * BLOCK / (rowsPerBlock * columns)) * rowsPerBlock;
        if (rows <= grain) { // without the pool, to allocate nothing: losses call this row by row
            rows(0, rows, rowsPerBlock, x, y);
        } else {
            WorkerPool.shared().range(rows, grain, (from, to) -> rows(from, to, rowsPerBlock, x, y));
        }
    }

    private static void rows(int from, int to, int rowsPerBlock, Tensor x, Tensor y) {
        int columns = x.shape().last();
        for (int r = from; r < to; r += rowsPerBlock) {
            int xAt = x.offset() + r * columns;
            int yAt = y.offset() + r * columns;
            if (columns > BLOCK) {
                longRow(columns, x.data(), xAt, y.data(), yAt);
            } else {
                shortRows(Math.min(rowsPerBlock, to - r), columns, x.data(), xAt, y.data(), yAt);
            }
        }
    }

    private static void shortRows(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
        float[] e = Workspace.floats(VALUES, BLOCK);
        int count = rows * columns;
        System.arraycopy(x, xAt, e, 0, count);
        for (int at = 0; at < count; at += columns) {
            subtract(e, at, at + columns, max(e, at, at + columns));
        }
        VectorMath.expBlock(e, count);
        for (int at = 0; at < count; at += columns) {
            scale(e, at, at + columns, sum(e, at, at + columns));
        }
        System.arraycopy(e, 0, y, yAt, count);
    }

    private static void longRow(int columns, float[] x, int xAt, float[] y, int yAt) {
        float[] e = Workspace.floats(VALUES, BLOCK);
        float max = max(x, xAt, xAt + columns);
        double sum = 0;
        for (int at = 0; at < columns; at += BLOCK) {
            int count = Math.min(BLOCK, columns - at);
            System.arraycopy(x, xAt + at, e, 0, count);
            subtract(e, 0, count, max);
            VectorMath.expBlock(e, count);
            sum += sum(e, 0, count);
            System.arraycopy(e, 0, y, yAt + at, count);
        }
        scale(y, yAt, yAt + columns, sum);
    }

    private static float max(float[] x, int from, int to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    private static void subtract(float[] x, int from, int to, float max) {
        for (int i = from; i < to; i++) {
            x[i] -= max;
        }
    }

    private static double sum(float[] x, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static void scale(float[] x, int from, int to, double sum) {
        float inverse = (float) (1 / sum);
        for (int i = from; i < to; i++) {
            x[i] *= inverse;
        }
    }
}
