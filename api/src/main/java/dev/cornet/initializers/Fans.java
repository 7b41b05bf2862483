package dev.cornet.initializers;

import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of inputs and outputs of a unit: (in, out) for a matrix; for a convolution kernel (…, in, out) both multiplied by the size of
 * the receptive field.
 *
 * @param in fan_in, the number of inputs that an output sums up
 * @param out fan_out, the number of outputs that an input contributes to
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
        double receptiveField = 1;
        for (int axis = 0; axis < rank - 2; axis++) {
            receptiveField *= shape.dim(axis);
        }
        return new Fans(receptiveField * shape.dim(rank - 2), receptiveField * shape.dim(rank - 1));
    }

    private static double product(Shape shape, int[] axes) {
        double product = 1;
        for (int axis : axes) {
            product *= shape.dim(axis);
        }
        return product;
    }
}
