package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;

/**
 * The shape and kind of a value in a graph, before it is computed.
 *
 * @param shape the shape, with −1 for the batch axis and for any other size that depends on the batch
 * @param kind how the value depends on the batch
 */
public record Value(Shape shape, ValueKind kind) {
    public Value {
        Arguments.notNull(shape, "Value", "shape");
        Arguments.notNull(kind, "Value", "kind");
    }

    /** Returns the value of batches of samples of this shape. */
    public static Value ofSamples(Shape sample) {
        return new Value(Arguments.notNull(sample, "Value.ofSamples", "sample").withBatch(-1), ValueKind.ROWS);
    }

    /** Returns the value of this shape that is the same for all batches. */
    public static Value shared(Shape shape) {
        return new Value(shape, ValueKind.SHARED);
    }

    public boolean isRows() {
        return kind == ValueKind.ROWS;
    }
}
