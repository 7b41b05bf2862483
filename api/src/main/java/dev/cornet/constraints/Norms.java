package dev.cornet.constraints;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/**
 * Gives the vectors of a weight, which run along some of its axes, new lengths.
 *
 * <p>Values are visited in runs along the last axis. A run either belongs to one vector, or holds one value of each of several vectors
 * whose numbers follow each other.
 */
final class Norms {
    /** Keeps the quotient finite where a vector is 0; Keras' epsilon. */
    private static final double EPSILON = 1e-7;

    private final Shape shape;
    /** How far the number of the vector goes with each axis: 0 along the vectors. */
    private final int[] steps;

    private final int vectors;

    private Norms(Shape shape, int[] axes) {
        this.shape = shape;
        this.steps = new int[shape.rank()];
        boolean[] along = new boolean[shape.rank()];
        for (int axis : axes) {
            along[shape.axis(axis)] = true;
        }
        int step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (!along[axis]) {
                steps[axis] = step;
                step *= shape.dim(axis);
            }
        }
        this.vectors = step;
    }

    /**
     * w ← w·length(norm)/(norm + ε), each vector with its own norm.
     *
     * @param axes along which the vectors run: 0 for the inputs of each unit of (in, out), {0, 1, 2} for the kernels of a convolution
     */
    static void scale(Tensor w, int[] axes, DoubleUnaryOperator length) {
        if (w.size() > 0) {
            new Norms(w.shape(), axes).scale(w, length);
        }
    }

    private void scale(Tensor w, DoubleUnaryOperator length) {
        double[] sums = sumsOfSquares(w);
        float[] factors = new float[vectors];
        for (int v = 0; v < vectors; v++) {
            double norm = Math.sqrt(sums[v]);
            factors[v] = (float) (length.applyAsDouble(norm) / (EPSILON + norm));
        }
        int run = shape.last();
        WorkerPool.shared().range(w.size() / run, Math.max(1, 16_384 / run), (from, to) -> {
            for (int r = from; r < to; r++) {
                multiply(w.data(), w.offset() + r * run, run, factors, firstVector(r));
            }
        });
    }

    private double[] sumsOfSquares(Tensor w) {
        double[] sums = new double[vectors];
        float[] x = w.data();
        int run = shape.last();
        for (int r = 0; r < w.size() / run; r++) {
            int at = w.offset() + r * run;
            int v = firstVector(r);
            if (runsAlong()) {
                double sum = 0;
                for (int j = 0; j < run; j++) {
                    sum += (double) x[at + j] * x[at + j];
                }
                sums[v] += sum;
            } else {
                for (int j = 0; j < run; j++) {
                    sums[v + j] += (double) x[at + j] * x[at + j];
                }
            }
        }
        return sums;
    }

    private void multiply(float[] x, int at, int run, float[] factors, int v) {
        if (runsAlong()) {
            float factor = factors[v];
            for (int j = at; j < at + run; j++) {
                x[j] *= factor;
            }
        } else {
            for (int j = 0; j < run; j++) {
                x[at + j] *= factors[v + j];
            }
        }
    }

    /** True when the last axis is one of the vectors' own. */
    private boolean runsAlong() {
        return steps.length == 0 || steps[steps.length - 1] == 0;
    }

    /** The vector to which the first value of a run belongs. */
    private int firstVector(int run) {
        int vector = 0;
        int rest = run;
        for (int axis = steps.length - 2; axis >= 0; axis--) {
            vector += rest % shape.dim(axis) * steps[axis];
            rest /= shape.dim(axis);
        }
        return vector;
    }
}
