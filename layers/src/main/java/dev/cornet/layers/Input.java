package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;

/** Factory of the inputs of a model: {@code Symbol in = Input.of(28, 28, 1)}. Reference: Keras' Input page. */
public final class Input {
    private Input() {}

    /** An input for samples of this shape, without the batch axis. */
    public static Symbol of(int... dims) {
        Arguments.notNull(dims, "Input.of", "dims");
        return new InputLayer(Shape.of(dims)).symbol();
    }

    /**
     * An input with a fixed batch size, the first of {@code dims}: {@code Input.batchShape(4, 10, 1)}; Keras requires it for stateful
     * layers.
     */
    public static Symbol batchShape(int... dims) {
        Arguments.notNull(dims, "Input.batchShape", "dims");
        Shape batch = Shape.of(dims);
        return new InputLayer(batch.withoutBatch(), batch.dim(0)).symbol();
    }

    /** An input with a name, for samples of this shape. */
    public static Symbol named(String name, int... dims) {
        Arguments.notNull(name, "Input.named", "name");
        Arguments.notNull(dims, "Input.named", "dims");
        return new InputLayer(Shape.of(dims)).named(name).symbol();
    }
}
