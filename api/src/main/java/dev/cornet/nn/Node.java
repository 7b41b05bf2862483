package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Creates the node of an input of a model. */
    static Node ofInput(Layer input) {
        return BuildTransaction.run(() -> {
            Node node = new Node(input, List.of(), input.outputs(List.of()), Call.PLAIN, CallArguments.list(0));
            BuildTransaction.onFailure(() -> input.nodes.remove(node));
            input.nodes.add(node);
            return node;
        });
    }

    /** Applies an operation; a layer is built first if necessary. */
    public static Node apply(Operation operation, List<Symbol> inputs) {
        return apply(operation, inputs, Call.PLAIN);
    }

    /** Applies an operation with call arguments in addition to its inputs. */
    public static Node apply(Operation operation, List<Symbol> inputs, Call call) {
        List<Symbol> symbols = requireInputs(operation, inputs);
        Boolean training =
                Arguments.notNull(call, operation.describe() + ": the call").training();
        CallArguments arguments = requireArguments(operation, operation.arguments(symbols.size()));
        return apply(operation, symbols, call, training == null ? arguments : arguments.with("training", training));
    }

    /** Applies an operation whose call has arguments of an unusual form: constants, lists of inputs, or inputs given by name. */
    public static Node apply(Operation operation, List<Symbol> inputs, Call call, CallArguments arguments) {
        List<Symbol> symbols = requireInputs(operation, inputs);
        Arguments.notNull(call, operation.describe() + ": the call");
        requireArguments(operation, arguments).requireEachInput(operation.describe(), symbols.size());
        return BuildTransaction.run(() -> {
            List<Value> values =
                    outputsOf(operation, symbols.stream().map(Symbol::value).toList());
            Node node = new Node(operation, symbols, values, call, arguments);
            if (operation instanceof Layer layer) {
                BuildTransaction.onFailure(() -> layer.nodes.remove(node));
                layer.nodes.add(node);
            }
            return node;
        });
    }

    private static List<Symbol> requireInputs(@Nullable Operation operation, @Nullable List<Symbol> inputs) {
        Operation called = Arguments.notNull(operation, "Node.apply", "operation");
        return Arguments.nonNullElements(inputs, () -> called.describe() + ": the inputs");
    }

    private static CallArguments requireArguments(Operation operation, @Nullable CallArguments arguments) {
        return Arguments.notNull(arguments, operation.describe() + ": the arguments of the call");
    }

    private static List<Value> outputsOf(Operation operation, List<Value> ins) {
        List<Value> declared = operation.outputs(ins);
        return operation.runsAsGraph() // its nodes have been checked one by one
                ? DeclaredOutputChecks.requireSome(operation.describe(), declared)
                : DeclaredOutputChecks.require(operation.describe(), ins, declared);
    }

    /**
     * Returns the outputs that the operation declares for other values than those of the inputs, as in a nested model that is applied to
     * values of another kind; throws if no run could compute them.
     */
    public List<Value> outputsFor(List<Value> ins) {
        List<Value> values = outputsOf(operation, ins);
        if (values.size() != outputs.size()) {
            throw new ShapeException(operation.describe() + ": declares " + values.size() + " outputs for inputs " + ins
                    + ", but " + outputs.size() + " for "
                    + inputs.stream().map(Symbol::value).toList()
                    + ". The number must not depend on the inputs' kinds.");
        }
        return values;
    }

    /** Removes this call from the calls of its layer, as when the layer is removed from a model. */
    public void detach() {
        layer().nodes.remove(this);
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

    /** Returns all arguments of the call, inputs included. */
    public CallArguments arguments() {
        return arguments;
    }

    /** Returns the inputs of the call; empty for an {@link InputLayer}. */
    public List<Symbol> inputs() {
        return inputs;
    }

    /** Returns the outputs of the call, one symbol for each output of the operation. */
    public List<Symbol> outputs() {
        return outputs;
    }
}
