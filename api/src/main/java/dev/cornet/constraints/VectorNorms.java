package dev.cornet.constraints;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Scales the vectors that lie along some axes of a weight, each to a norm of its own.
 *
 * <p>Values are visited row by row along the last axis. A row either belongs to a single vector, or has one value of each of several
 * vectors with consecutive indices.
 */
final class VectorNorms {
    /** Keeps the quotient finite for vectors of zeros; Keras' epsilon. */
    private static final double EPSILON = 1e-7;

    private final Shape shape;
    /** By how much the index of the vector grows from one position to the next along each axis; 0 for the axes of the vectors. */
    private final int[] strides;

    /** For each vector, the sum of the squares of its values, and the factor that scales it. */
    private final double[] sums;

    private final float[] factors;

    private VectorNorms(Shape shape, int[] axes) {
        this.shape = shape;
        this.strides = new int[shape.rank()];
        boolean[] along = new boolean[shape.rank()];
        for (int axis : axes) {
            along[shape.axis(axis)] = true;
        }
        int stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (!along[axis]) {
                strides[axis] = stride;
                stride *= shape.dim(axis);
            }
        }
        this.sums = new double[stride];
        this.factors = new float[stride];
    }

    /**
     * Returns the scaling w ← w·targetNorm(norm)/(norm + ε) of each vector with its own norm. Its arrays are allocated already.
     *
     * @param axes the axes of the vectors: 0 for the inputs of each unit of (in, out), {0, 1, 2} for the kernels of a convolution
     */
    static Runnable scaling(Tensor w, int[] axes, DoubleUnaryOperator targetNorm) {
        if (w.size() == 0) {
            return () -> {};
        }
        VectorNorms norms = new VectorNorms(w.shape(), axes);
        int rows = w.size() / w.shape().last();
        int grain = Math.max(1, 16_384 / w.shape().last());
        int tasks = (rows - 1) / grain + 1;
        WorkerPool.Task multiplication =
                t -> norms.multiply(w, t * grain, (int) Math.min(rows, (long) (t + 1) * grain));
        return () -> {
            norms.computeFactors(w, targetNorm);
            WorkerPool.shared().run(tasks, multiplication);
        };
    }

    private void computeFactors(Tensor w, DoubleUnaryOperator targetNorm) {
        sumSquares(w);
        for (int v = 0; v < sums.length; v++) {
            double norm = Math.sqrt(sums[v]);
            factors[v] = (float) (targetNorm.applyAsDouble(norm) / (EPSILON + norm));
        }
    }

    /** Scales the rows {@code from … to−1}. */
    private void multiply(Tensor w, int from, int to) {
        int rowLength = shape.last();
        for (int r = from; r < to; r++) {
            multiply(w.data(), w.offset() + r * rowLength, rowLength, firstVector(r));
        }
    }

    private void sumSquares(Tensor w) {
        Arrays.fill(sums, 0);
        float[] x = w.data();
        int rowLength = shape.last();
        for (int r = 0; r < w.size() / rowLength; r++) {
            int at = w.offset() + r * rowLength;
            int v = firstVector(r);
            if (rowsBelongToOneVector()) {
                double sum = 0;
                for (int j = 0; j < rowLength; j++) {
                    sum += (double) x[at + j] * x[at + j];
                }
                sums[v] += sum;
            } else {
                for (int j = 0; j < rowLength; j++) {
                    sums[v + j] += (double) x[at + j] * x[at + j];
                }
            }
        }
    }

    private void multiply(float[] x, int at, int rowLength, int v) {
        if (rowsBelongToOneVector()) {
            float factor = factors[v];
            for (int j = at; j < at + rowLength; j++) {
                x[j] *= factor;
            }
        } else {
            for (int j = 0; j < rowLength; j++) {
                x[at + j] *= factors[v + j];
            }
        }
    }

    /** True if the last axis is one of the axes of the vectors. */
    private boolean rowsBelongToOneVector() {
        return strides.length == 0 || strides[strides.length - 1] == 0;
    }

    /** The index of the vector that the first value of a row belongs to. */
    private int firstVector(int row) {
        int vector = 0;
        int remainder = row;
        for (int axis = strides.length - 2; axis >= 0; axis--) {
            vector += remainder % shape.dim(axis) * strides[axis];
            remainder /= shape.dim(axis);
        }
        return vector;
    }
}
