package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;

/**
 * A tensor that will be: an output of a layer's place in a graph. {@code Input.of(28, 28, 1).then(new Flatten()).then(new Dense(10))}.
 */
public final class Symbol {
    private final Node node;
    private final int index;
    private final Shape shape;

    Symbol(Node node, int index, Shape shape) {
        this.node = node;
        this.index = index;
        this.shape = shape;
    }

    /** {@code layer} applied to this. */
    public Symbol then(Layer layer) {
        return Arguments.given(layer, "then: the layer").of(this);
    }

    /** {@code layer} applied to this in a call that says more: {@code x.then(base, Call.training(false))}. */
    public Symbol then(Layer layer, Call call) {
        return Arguments.given(call, "Symbol.then", "call").of(layer, this);
    }

    /** The shape of one sample. */
    public Shape shape() {
        return shape;
    }

    /** The place that it comes out of. */
    public Node node() {
        return node;
    }

    /** Which of the place's outputs it is. */
    public int index() {
        return index;
    }

    @Override
    public String toString() {
        return node.layer().name() + " " + shape.toBatchString();
    }
}
