package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * The mask of a layer's output as declared by {@link Layer#computeMask}: its shape, and how it is computed from the inputs of a batch.
 *
 * @param shape the shape (batch, …); the other axes are the first ones of the output
 * @param computation computes the mask; {@link Pass#mask(int)} returns the masks of the inputs
 * @param outputs the number of outputs, from the first on, that have this mask
 */
public record OutputMask(Shape shape, Computation computation, int outputs) {
    /** Computes a mask: 1 for a valid time step, 0 for a masked one. */
    @FunctionalInterface
    public interface Computation {
        Tensor compute(List<Tensor> xs, Pass pass);
    }

    public OutputMask {
        Arguments.notNull(shape, "OutputMask", "shape");
        Arguments.notNull(computation, "OutputMask", "computation");
    }

    /** Declares the mask of the first output. */
    public OutputMask(Shape shape, Computation computation) {
        this(shape, computation, 1);
    }

    /** Declares that the first output has the mask of the first input, whose shape is {@code shape}. */
    public static OutputMask ofInput(Shape shape) {
        return new OutputMask(shape, (xs, pass) -> Objects.requireNonNull(pass.mask(), "mask of the input"));
    }
}
