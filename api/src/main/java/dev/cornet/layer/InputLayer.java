package dev.cornet.layer;

import dev.cornet.error.CornetException;
import dev.cornet.error.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/** The place where data enters a graph. Users write {@code Input.of(28, 28, 1)}. */
public final class InputLayer extends Fluent<InputLayer> {
    private final Shape shape;

    /** For samples of this shape. */
    public InputLayer(Shape shape) {
        if (!shape.isKnown()) {
            throw new ShapeException("Input: every size of a sample must be given, got " + shape
                    + ". Put the size of your data in, as Input.of(224, 224, 3).");
        }
        this.shape = shape;
    }

    /** What enters. */
    public Symbol symbol() {
        return nodes().isEmpty() ? Node.apply(this, List.of()).outputs().get(0) : output();
    }

    /** The shape of a sample. */
    public Shape shape() {
        return shape;
    }

    @Override
    protected List<Shape> buildAll(List<Shape> ins) {
        return List.of(shape);
    }

    @Override
    protected List<Shape> outputShapes(List<Shape> ins) {
        return List.of(shape);
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        throw new CornetException(describe() + ": an input does not compute");
    }
}
