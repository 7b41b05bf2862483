package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** Layer that reshapes each sample: x (batch, …), y (batch, targetShape…). No values are copied. Reference: Keras' Reshape page. */
public final class Reshape extends UnaryLayer<Reshape> {
    @Option
    private int[] targetShape = {-1};

    private Reshape() {}

    /** Reshapes samples to {@code targetShape}; one size may be −1 and is computed from the others. */
    public Reshape(int... targetShape) {
        Arguments.notNull(targetShape, "Reshape", "targetShape");
        this.targetShape = targetShape.clone();
        validate();
    }

    @Override
    protected void validate() {
        require(
                Arrays.stream(targetShape).filter(d -> d == -1).count() <= 1
                        && Arrays.stream(targetShape).allMatch(d -> d >= -1),
                "target_shape may hold one -1 and no other negative size, got %s",
                targetShape);
    }

    @Override
    protected Shape outputShape(Shape in) {
        Shape sample = in.withoutBatch();
        int known = Arrays.stream(targetShape).filter(d -> d != -1).reduce(1, Math::multiplyExact);
        boolean hasUnknown = Arrays.stream(targetShape).anyMatch(d -> d == -1);
        int size = sample.size();
        requireShape(
                known > 0 && (hasUnknown ? size % known == 0 : size == known),
                "cannot see samples of shape %s (%d values) as %s: the numbers of values must be equal",
                sample,
                size,
                targetShape);
        return Shape.of(Arrays.stream(targetShape)
                        .map(d -> d == -1 ? size / known : d)
                        .toArray())
                .withBatch(in.dim(0));
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Shape shape = x.shape();
        return new Output(x.reshape(outputShape(shape)), (dy, grads) -> dy.reshape(shape));
    }
}
