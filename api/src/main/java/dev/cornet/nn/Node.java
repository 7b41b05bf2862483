package dev.cornet.nn;

import dev.cornet.exceptions.CornetException;
import java.util.ArrayList;
import java.util.List;

/** A node of a graph: one call of an operation on given inputs. A shared layer has several nodes. */
public final class Node {
    private final Operation operation;
    private final List<Symbol> inputs;
    private final List<Symbol> outputs;
    private final Call call;
    private final CallArguments arguments;

    private Node(Operation operation, List<Symbol> inputs, List<Value> values, Call call, CallArguments arguments) {
        this.operation = operation;
        this.call = call;
        this.arguments = arguments;
        this.inputs = List.copyOf(inputs);
        List<Symbol> symbols = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            symbols.add(new Symbol(this, i, values.get(i)));
        }
        this.outputs = List.copyOf(symbols);
    }

    /** Applies an operation; a layer is built first if necessary. */
    public static Node apply(Operation operation, List<Symbol> inputs) {
        return apply(operation, inputs, Call.PLAIN);
    }

    /** Applies an operation with call arguments in addition to its inputs. */
    public static Node apply(Operation operation, List<Symbol> inputs, Call call) {
        CallArguments arguments = operation.arguments(inputs.size());
        Boolean training = call.training();
        return apply(operation, inputs, call, training == null ? arguments : arguments.with("training", training));
    }

    /** Applies an operation whose call has arguments of an unusual form: constants, lists of inputs, or inputs given by name. */
    public static Node apply(Operation operation, List<Symbol> inputs, Call call, CallArguments arguments) {
        arguments.requireEachInput(operation.describe(), inputs.size());
        return BuildTransaction.run(() -> {
            List<Value> values =
                    operation.outputs(inputs.stream().map(Symbol::value).toList());
            Node node = new Node(operation, inputs, values, call, arguments);
            if (operation instanceof Layer layer) {
                BuildTransaction.onFailure(() -> layer.nodes().remove(node));
                layer.nodes().add(node);
            }
            return node;
        });
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

    public Operation operation() {
        return operation;
    }

    /** Returns the layer that is called; throws if the operation is not a layer. */
    public Layer layer() {
        if (operation instanceof Layer layer) {
            return layer;
        }
        throw new CornetException(operation.describe() + ": is an operation, not a layer");
    }

    /** Returns the call arguments other than the inputs. */
    public Call call() {
        return call;
    }

    /** Returns the arguments of the call, of which the inputs are a part. */
    public CallArguments arguments() {
        return arguments;
    }

    /** Returns the inputs of the call; empty for an {@link InputLayer}. */
    public List<Symbol> inputs() {
        return inputs;
    }

    public List<Symbol> outputs() {
        return outputs;
    }
}
