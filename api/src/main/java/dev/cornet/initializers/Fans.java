package dev.cornet.initializers;

import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and outputs of one unit of a weight: (in, out) for a matrix, times the receptive field for a kernel (…, in, out).
 *
 * @param in the inputs that one output sums
 * @param out the outputs that one input reaches
 */
record Fans(double in, double out) {
    static Fans of(Shape shape, int @Nullable [] inputAxes, int @Nullable [] outputAxes) {
        if (inputAxes != null && outputAxes != null) {
            return new Fans(product(shape, inputAxes), product(shape, outputAxes));
        }
        int rank = shape.rank();
        if (rank < 2) {
            return new Fans(shape.last(), shape.last());
        }
        double field = 1;
        for (int axis = 0; axis < rank - 2; axis++) {
            field *= shape.dim(axis);
        }
        return new Fans(field * shape.dim(rank - 2), field * shape.dim(rank - 1));
    }

    private static double product(Shape shape, int[] axes) {
        double product = 1;
        for (int axis : axes) {
            product *= shape.dim(axis);
        }
        return product;
    }
}
