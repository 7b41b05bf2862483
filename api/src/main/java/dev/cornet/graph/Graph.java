package dev.cornet.graph;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Limits;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.LayerGraph;
import dev.cornet.nn.Node;
import dev.cornet.nn.Operation;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph of nodes between given inputs and outputs; immutable.
 *
 * <p>Layers and nodes are in Keras' order: by depth (the length of the longest path to an output), deepest first, and within a depth in the
 * order in which a depth-first traversal from the outputs reaches the layers. This is also a topological order.
 */
public final class Graph implements LayerGraph {
    private final List<Symbol> inputs;
    private final List<Symbol> outputs;
    private final List<Node> nodes;
    private final Set<Node> ownNodes;
    private final List<Layer> layers;
    private final long layerCalls;
    private final Set<Layer> stateful = new HashSet<>();
    private final boolean containsTrainingCall;

    /** Creates the graph between the given symbols; throws if an output needs another input, or if two layers have the same name. */
    public Graph(List<Symbol> inputs, List<Symbol> outputs) {
        this.inputs = Arguments.nonNullElements(inputs, "Model: the inputs");
        this.outputs = Arguments.nonNullElements(outputs, "Model: the outputs");
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new CornetException(
                    "a model needs at least one input and one output, as in new Model(input, output)");
        }
        Walk walk = new Walk(new HashSet<>(this.inputs));
        outputs.forEach(walk::visit);
        Set<Symbol> distinct = new HashSet<>();
        for (Symbol input : this.inputs) {
            if (!distinct.add(input)) {
                throw new CornetException(
                        "the input " + input + " stands twice among the inputs of the model; name it once");
            }
            if (!walk.finished.contains(input.node())) {
                throw new CornetException(
                        "the input " + input + " leads to no output of the model; use it, or leave it out");
            }
        }
        for (Symbol output : this.outputs) {
            if (output.value().kind() == ValueKind.SHARED) {
                throw new CornetException("the output " + output
                        + " is the same for every batch, it does not depend on an input of the model; combine it with a"
                        + " value that does");
            }
        }
        Set<Node> outside = new HashSet<>(); // nodes of other graphs, whose outputs are inputs of this one
        inputs.stream()
                .map(Symbol::node)
                .filter(node -> !(node.operation() instanceof InputLayer))
                .forEach(outside::add);
        this.nodes =
                walk.inOrder().stream().filter(node -> !outside.contains(node)).toList();
        this.ownNodes = new HashSet<>(nodes);
        this.layers = List.copyOf(new LinkedHashSet<>(nodes.stream()
                .filter(node -> node.operation() instanceof Layer)
                .map(Node::layer)
                .toList()));
        this.containsTrainingCall = nodes.stream()
                .anyMatch(node -> Boolean.TRUE.equals(node.call().training())
                        || PlanBuilder.containsTrainingCall(node.operation()));
        this.layerCalls =
                nodes.stream().mapToLong(node -> layerCalls(node.operation())).sum();
        if (layerCalls > Limits.layerCalls()) {
            throw new CornetException("a pass through the model would call layers " + layerCalls
                    + " times, those of inner models counted for each of their calls; allowed are "
                    + Limits.layerCalls()
                    + ". Set -D" + Limits.LAYER_CALLS + " to allow more.");
        }
        nameLayers();
        nodes.forEach(node -> registerStateful(node.operation()));
    }

    /** Registers a layer with recurrent states, or such layers of a nested model; throws if the graph calls the layer a second time. */
    private void registerStateful(Operation operation) {
        if (operation instanceof SubgraphLayer nested) {
            nested.graph().statefulLayers().forEach(this::registerStateful);
        } else if (operation instanceof Layer layer
                && !LayerAccess.recurrentStates(layer).isEmpty()
                && !stateful.add(layer)) {
            throw new CornetException(
                    LayerAccess.describe(layer)
                            + ": is stateful, but stands in two places of the model, which would write one state. Use two layers.");
        }
    }

    /**
     * Returns the number of layers that one call of a layer runs, inner layers included. It can grow exponentially with the nesting of
     * models.
     */
    private static long layerCalls(Operation operation) {
        if (operation instanceof SubgraphLayer nested) {
            return nested.graph().layerCalls();
        }
        long count = 1;
        if (operation instanceof Layer layer) {
            for (Layer inner : LayerAccess.sublayers(layer)) {
                count += layerCalls(inner);
            }
        }
        return count;
    }

    /**
     * Returns Keras' name of the activation that computes a symbol, if there is one, else null. Looks into nested models, and skips layers
     * that return their input unchanged in inference.
     */
    public static @Nullable String lastActivation(Symbol symbol) {
        Deque<Node> enclosing = new ArrayDeque<>();
        Symbol current = symbol;
        while (true) {
            Node node = current.node();
            Operation operation = node.operation();
            if (operation instanceof SubgraphLayer nested) {
                enclosing.push(node);
                current = nested.graph().outputs().get(current.index());
            } else if (operation instanceof InputLayer && !enclosing.isEmpty()) {
                Node call = enclosing.pop();
                current = call.inputs()
                        .get(((SubgraphLayer) call.operation()).graph().inputs().indexOf(current));
            } else if (operation instanceof PassThrough layer && layer.passesInput(false)) {
                current = node.inputs().get(0);
            } else {
                return current.index() == 0 ? LayerAccess.lastActivation(operation) : null;
            }
        }
    }

    @Override
    public List<Value> outputs(List<Value> ins) {
        if (ins.stream().allMatch(Value::isRows)) {
            return outputs.stream().map(Symbol::value).toList();
        }
        Map<Symbol, Value> values = new HashMap<>();
        for (int i = 0; i < ins.size(); i++) {
            values.put(inputs.get(i), ins.get(i));
        }
        for (Node node : nodes) {
            if (values.containsKey(node.outputs().get(0))) {
                continue;
            }
            List<Value> outs = node.outputsFor(valuesOf(node.inputs(), values));
            for (int o = 0; o < outs.size(); o++) {
                values.put(node.outputs().get(o), outs.get(o));
            }
        }
        return valuesOf(outputs, values);
    }

    private static List<Value> valuesOf(List<Symbol> symbols, Map<Symbol, Value> values) {
        return symbols.stream()
                .map(symbol -> Objects.requireNonNull(values.get(symbol)))
                .toList();
    }

    @Override
    public List<Symbol> inputs() {
        return inputs;
    }

    @Override
    public List<Symbol> outputs() {
        return outputs;
    }

    @Override
    public Set<Layer> statefulLayers() {
        return Collections.unmodifiableSet(stateful);
    }

    @Override
    public long layerCalls() {
        return layerCalls;
    }

    @Override
    public boolean containsTrainingCall() {
        return containsTrainingCall;
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public List<Node> nodesOf(Operation operation) {
        return operation instanceof Layer layer
                ? LayerAccess.nodes(layer).stream().filter(ownNodes::contains).toList()
                : nodes.stream().filter(node -> node.operation() == operation).toList();
    }

    /** Names each layer that has no name, in the order of creation: dense, dense_1, … as Keras does. */
    private void nameLayers() {
        Map<String, Layer> names = new LinkedHashMap<>();
        for (Layer layer : layers) {
            Layer other = LayerAccess.isNamed(layer) ? names.putIfAbsent(layer.name(), layer) : null;
            if (other != null) {
                throw new OptionException("two layers of the model are named \"" + layer.name() + "\" ("
                        + LayerAccess.typeName(other) + " and " + LayerAccess.typeName(layer)
                        + "): names must be unique, give one another by named(…)");
            }
        }
        names(layers).forEach((layer, name) -> layer.named(name));
    }

    /** Returns a name for each layer that has none, in the order of creation: dense, dense_1, … as Keras does. */
    public static Map<Layer, String> names(List<Layer> layers) {
        Set<String> taken = new HashSet<>();
        layers.stream().filter(LayerAccess::isNamed).forEach(layer -> taken.add(layer.name()));
        Map<Layer, String> names = new LinkedHashMap<>();
        Map<String, Integer> next = new HashMap<>();
        layers.stream()
                .filter(layer -> !LayerAccess.isNamed(layer))
                .sorted(Comparator.comparingLong(LayerAccess::creationIndex))
                .forEach(layer -> {
                    String base = layer.name();
                    String name;
                    do {
                        int n = next.merge(base, 1, Integer::sum) - 1;
                        name = n == 0 ? base : base + "_" + n;
                    } while (!taken.add(name));
                    names.put(layer, name);
                });
        return names;
    }

    /** Keras' depth-first traversal from the outputs; not recursive, so that deep networks do not overflow the stack. */
    private static final class Walk {
        private final Set<Symbol> sources;
        private final Set<Node> visited = new HashSet<>();
        private final Set<Node> finished = new LinkedHashSet<>();
        private final Map<Operation, Integer> operationOrder = new HashMap<>();

        Walk(Set<Symbol> sources) {
            this.sources = sources;
        }

        /** A node on the current path, its inputs, and the number of inputs visited so far. */
        private record Visit(Node node, List<Symbol> inputs, int[] next) {}

        void visit(Symbol output) {
            Deque<Visit> path = new ArrayDeque<>();
            enter(output, path);
            while (!path.isEmpty()) {
                Visit visit = path.peek();
                int next = visit.next()[0]++;
                if (next < visit.inputs().size()) {
                    enter(visit.inputs().get(next), path);
                } else {
                    finished.add(visit.node());
                    path.pop();
                }
            }
        }

        private void enter(Symbol symbol, Deque<Visit> path) {
            Node node = symbol.node();
            operationOrder.putIfAbsent(node.operation(), operationOrder.size());
            if (!visited.add(node)) {
                return;
            }
            boolean source = sources.contains(symbol);
            if (!source && node.operation() instanceof InputLayer) {
                throw new CornetException("the outputs of the model need the input " + symbol
                        + ", which is not among the model's inputs. Add it to them.");
            }
            path.push(new Visit(node, source ? List.of() : node.inputs(), new int[1]));
        }

        /** Returns the visited nodes in the order of the graph. */
        List<Node> inOrder() {
            Map<Node, Integer> depth = new HashMap<>();
            Map<Operation, Integer> operationDepth = new HashMap<>();
            Map<Node, Integer> callOrder = new HashMap<>(); // the order in which Keras runs the calls of one layer
            List<Node> fromOutputs = new ArrayList<>(finished);
            Collections.reverse(fromOutputs);
            for (Node node : fromOutputs) {
                int d = Math.max(depth.getOrDefault(node, 0), operationDepth.getOrDefault(node.operation(), 0));
                depth.put(node, d);
                callOrder.putIfAbsent(node, callOrder.size());
                operationDepth.put(node.operation(), d);
                for (Symbol before : sources.contains(node.outputs().get(0)) ? List.<Symbol>of() : node.inputs()) {
                    depth.merge(before.node(), d + 1, Math::max);
                    callOrder.putIfAbsent(before.node(), callOrder.size());
                }
            }
            Comparator<Node> deepestFirst = Comparator.comparingInt((Node node) -> -depth.getOrDefault(node, 0));
            return fromOutputs.stream()
                    .sorted(deepestFirst
                            .thenComparingInt(node -> operationOrder.getOrDefault(node.operation(), 0))
                            .thenComparingInt(node -> callOrder.getOrDefault(node, 0)))
                    .toList();
        }
    }
}
