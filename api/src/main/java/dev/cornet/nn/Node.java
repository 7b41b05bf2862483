package dev.cornet.nn;

import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A place in a graph where a layer is applied to inputs; a shared layer has several. */
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

    /** Applies a layer, which is built if it is new. */
    public static Node apply(Layer layer, List<Symbol> inputs) {
        return apply(layer, inputs, Call.PLAIN);
    }

    /** Applies a layer in a call that says more than its inputs. */
    public static Node apply(Layer layer, List<Symbol> inputs, Call call) {
        Node node = new Node(
                layer,
                inputs,
                layer.buildOrCheck(inputs.stream().map(Symbol::shape).toList()),
                call);
        layer.nodes().add(node);
        return node;
    }

    /** The place of a layer that stands in one; refused where there is none, or more. */
    static Node only(Layer layer) {
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

    /** What the call was given beside its inputs. */
    public Call call() {
        return call;
    }

    /** None for the place of an {@link InputLayer}. */
    public List<Symbol> inputs() {
        return inputs;
    }

    public List<Symbol> outputs() {
        return outputs;
    }
}
