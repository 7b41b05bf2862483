package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Shape;

/**
 * A symbolic tensor: one output of a node of a graph. {@code Input.of(28, 28, 1).then(new Flatten()).then(new Dense(10))}.
 */
public final class Symbol {
    private final Node node;
    private final int index;
    private final Value value;

    Symbol(Node node, int index, Value value) {
        this.node = node;
        this.index = index;
        this.value = value;
    }

    /**
     * Applies {@code layer} to this symbol, and returns its output; of a layer of several outputs the first.
     * {@code x.then(layer).node().outputs()} returns all of them.
     */
    public Symbol then(Layer layer) {
        return Arguments.notNull(layer, "then: the layer").of(this);
    }

    /** Applies {@code layer} with call arguments, and returns its first output: {@code x.then(base, Call.training(false))}. */
    public Symbol then(Layer layer, Call call) {
        return Arguments.notNull(call, "Symbol.then", "call").of(layer, this);
    }

    /** Returns the shape; its batch axis is −1, as in (None, 28, 28, 1). */
    public Shape shape() {
        return value.shape();
    }

    /** Returns the shape together with the kind: how the value depends on the batch. */
    public Value value() {
        return value;
    }

    /** Returns the node that produces this symbol. */
    public Node node() {
        return node;
    }

    /** Returns the index of this symbol among the outputs of its node. */
    public int index() {
        return index;
    }

    @Override
    public String toString() {
        return node.operation().name() + " " + shape();
    }
}
