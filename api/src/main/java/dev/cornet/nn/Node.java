package dev.cornet.nn;

import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A node of a graph: one call of a layer on given inputs. A shared layer has several nodes. */
public final class Node {
    private final Layer layer;
    private final List<Symbol> inputs;
    private final List<Symbol> outputs;
    private final Call call;

    private Node(Layer layer, List<Symbol> inputs, List<Shape> outputShapes, Call call) {
        this.layer = layer;
        this.call = call;
        this.inputs = List.copyOf(inputs);
        List<Symbol> symbols = new ArrayList<>();
        for (int i = 0; i < outputShapes.size(); i++) {
            symbols.add(new Symbol(this, i, outputShapes.get(i)));
        }
        this.outputs = List.copyOf(symbols);
    }

    /** Applies a layer, building it first if necessary. */
    public static Node apply(Layer layer, List<Symbol> inputs) {
        return apply(layer, inputs, Call.PLAIN);
    }

    /** Applies a layer with call arguments in addition to its inputs. */
    public static Node apply(Layer layer, List<Symbol> inputs, Call call) {
        Node node = new Node(
                layer,
                inputs,
                layer.buildOrCheck(inputs.stream().map(Symbol::shape).toList()),
                call);
        layer.nodes().add(node);
        return node;
    }

    /** Returns the only node of a layer; throws if it has none, or more than one. */
    static Node single(Layer layer) {
        List<Node> nodes = layer.nodes();
        if (nodes.size() != 1) {
            throw new CornetException(layer.describe()
                    + (nodes.isEmpty()
                            ? ": stands in no graph yet. Give the Sequential model an input shape, or use the layer in a graph."
                            : ": stands in " + nodes.size() + " places; use nodes().get(i)."));
        }
        return nodes.get(0);
    }

    public Layer layer() {
        return layer;
    }

    /** Returns the call arguments other than the inputs. */
    public Call call() {
        return call;
    }

    /** Returns the inputs of the call; empty for an {@link InputLayer}. */
    public List<Symbol> inputs() {
        return inputs;
    }

    public List<Symbol> outputs() {
        return outputs;
    }
}
