package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The layer by which data enters a graph. Users write {@code Input.of(28, 28, 1)}. */
public final class InputLayer extends Fluent<InputLayer> {
    private final Shape shape;
    private final @Nullable Integer batchSize;

    /** Creates an input for samples of this shape, in batches of any size. */
    public InputLayer(Shape shape) {
        this(shape, null);
    }

    /**
     * Creates an input for samples of this shape.
     *
     * @param batchSize the size of all batches, which Keras requires for stateful layers; null for any
     */
    public InputLayer(Shape shape, @Nullable Integer batchSize) {
        if (batchSize != null && batchSize < 1) {
            throw new ShapeException("Input: the size of a batch must be positive, got " + batchSize + ".");
        }
        if (!Arguments.notNull(shape, "Input", "shape").isKnown()) {
            throw new ShapeException("Input: every size of a sample must be given, got " + shape
                    + ". Put the size of your data in, as Input.of(224, 224, 3).");
        }
        this.shape = shape;
        this.batchSize = batchSize;
    }

    /** Returns the symbol of this input. */
    public Symbol symbol() {
        return BuildTransaction.run(
                () -> nodes().isEmpty() ? Node.ofInput(this).outputs().get(0) : output());
    }

    /** Returns the batch size, or null for any size. It is only written into files for Keras; the computation does not depend on it. */
    public @Nullable Integer batchSize() {
        return batchSize;
    }

    /** Returns the shape of a sample. */
    public Shape shape() {
        return shape;
    }

    @Override
    protected List<Value> outputs(List<Value> ins) {
        buildOrCheck(List.of());
        return List.of(Value.ofSamples(shape));
    }

    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        return List.of(shape.withBatch(-1));
    }

    @Override
    protected Outputs run(List<Tensor> xs, Pass pass) {
        throw new CornetException(describe() + ": an input does not compute");
    }
}
