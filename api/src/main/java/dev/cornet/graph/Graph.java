package dev.cornet.graph;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Limits;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.Symbol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes between some inputs and some outputs, immutable.
 *
 * <p>Layers and nodes stand in Keras' order: by depth (the longest way to an output), deepest first, and within a depth in the order in
 * which a walk from the outputs meets the layers. That order is also one in which they can run.
 */
public final class Graph {
    private final List<Symbol> inputs;
    private final List<Symbol> outputs;
    private final List<Node> nodes;
    private final Set<Node> own;
    private final List<Layer> layers;
    private final long calls;
    private final Set<Layer> stateful = new HashSet<>();
    private final boolean trainsInPredictions;

    /** The graph between these symbols; refuses outputs that need other inputs, and two layers of one name. */
    public Graph(List<Symbol> inputs, List<Symbol> outputs) {
        this.inputs = Arguments.all(inputs, "Model: the inputs");
        this.outputs = Arguments.all(outputs, "Model: the outputs");
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new CornetException(
                    "a model needs at least one input and one output, as in new Model(input, output)");
        }
        Walk walk = new Walk(new HashSet<>(this.inputs));
        outputs.forEach(walk::visit);
        Set<Symbol> met = new HashSet<>();
        for (Symbol input : this.inputs) {
            if (!met.add(input)) {
                throw new CornetException(
                        "the input " + input + " stands twice among the inputs of the model; name it once");
            }
            if (!walk.finished.contains(input.node())) {
                throw new CornetException(
                        "the input " + input + " leads to no output of the model; use it, or leave it out");
            }
        }
        Set<Node> given = new HashSet<>(); // what stands in front of the model's inputs is none of its
        inputs.stream()
                .map(Symbol::node)
                .filter(node -> !(node.layer() instanceof InputLayer))
                .forEach(given::add);
        this.nodes =
                walk.inOrder().stream().filter(node -> !given.contains(node)).toList();
        this.own = new HashSet<>(nodes);
        this.layers =
                List.copyOf(new LinkedHashSet<>(nodes.stream().map(Node::layer).toList()));
        this.trainsInPredictions = nodes.stream()
                .anyMatch(node -> Boolean.TRUE.equals(node.call().training()) || trainsInPredictions(node.layer()));
        this.calls = nodes.stream().mapToLong(node -> calls(node.layer())).sum();
        if (calls > Limits.layerCalls()) {
            throw new CornetException("a pass through the model would call layers " + calls
                    + " times, those of inner models counted for each of their calls; allowed are "
                    + Limits.layerCalls()
                    + ". Set -D" + Limits.LAYER_CALLS + " to allow more.");
        }
        nameLayers();
        nodes.forEach(node -> carry(node.layer()));
    }

    /** Takes a call's layer, or those of a model in it, among those with states of their own; refused where it is there already. */
    private void carry(Layer layer) {
        if (layer instanceof SubgraphLayer nested) {
            nested.graph().stateful.forEach(this::carry);
        } else if (!layer.carried().isEmpty() && !stateful.add(layer)) {
            throw new CornetException(
                    layer.describe()
                            + ": is stateful, but stands in two places of the model, which would write one state. Use two layers.");
        }
    }

    /** How many layers one call of a layer runs: those of a model inside it are counted, so that a few nested ones can be no endless work. */
    private static long calls(Layer layer) {
        if (layer instanceof SubgraphLayer nested) {
            return nested.graph().calls;
        }
        long calls = 1;
        for (Layer inner : layer.sublayers()) {
            calls += calls(inner);
        }
        return calls;
    }

    /**
     * Keras' name of the activation that ends what makes a symbol, within nested models too and behind layers that pass their input on in
     * predictions; null if none.
     */
    public static @Nullable String lastActivation(Symbol symbol) {
        Deque<Node> around = new ArrayDeque<>();
        Symbol at = symbol;
        while (true) {
            Node node = at.node();
            if (node.layer() instanceof SubgraphLayer nested) {
                around.push(node);
                at = nested.graph().outputs().get(at.index());
            } else if (node.layer() instanceof InputLayer && !around.isEmpty()) {
                Node call = around.pop();
                at = call.inputs()
                        .get(((SubgraphLayer) call.layer()).graph().inputs().indexOf(at));
            } else if (node.layer() instanceof PassThrough layer && layer.passesInput(false)) {
                at = node.inputs().get(0);
            } else {
                return at.index() == 0 ? node.layer().lastActivation() : null;
            }
        }
    }

    public List<Symbol> inputs() {
        return inputs;
    }

    public List<Symbol> outputs() {
        return outputs;
    }

    /** True when a call, in a model inside this one too, is one of training even in predictions. */
    public boolean trainsInPredictions() {
        return trainsInPredictions;
    }

    /** The same of a layer. */
    static boolean trainsInPredictions(Layer layer) {
        if (layer instanceof SubgraphLayer nested) {
            return nested.graph().trainsInPredictions;
        }
        for (Layer inner : layer.sublayers()) {
            if (trainsInPredictions(inner)) {
                return true;
            }
        }
        return false;
    }

    /** The nodes in an order in which they can run, the inputs' nodes among them. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The layers, each once; input layers among them. */
    public List<Layer> layers() {
        return layers;
    }

    /**
     * The nodes of one layer that belong to this graph (a shared layer may stand in others as well) in the order in which they were
     * made: Keras numbers calls so.
     */
    public List<Node> nodesOf(Layer layer) {
        return layer.nodes().stream().filter(own::contains).toList();
    }

    /** Gives a name to each layer without one, in the order of their making: dense, dense_1, … as Keras. */
    private void nameLayers() {
        Map<String, Layer> names = new LinkedHashMap<>();
        for (Layer layer : layers) {
            Layer other = layer.isNamed() ? names.putIfAbsent(layer.name(), layer) : null;
            if (other != null) {
                throw new OptionException(
                        "two layers of the model are named \"" + layer.name() + "\" (" + other.typeName() + " and "
                                + layer.typeName() + "): names must be unique, give one another by named(…)");
            }
        }
        names(layers).forEach((layer, name) -> layer.named(name));
    }

    /** The names that layers without one get beside each other, in the order of their making: dense, dense_1, … as Keras. */
    public static Map<Layer, String> names(List<Layer> layers) {
        Set<String> taken = new HashSet<>();
        layers.stream().filter(Layer::isNamed).forEach(layer -> taken.add(layer.name()));
        Map<Layer, String> names = new LinkedHashMap<>();
        Map<String, Integer> next = new HashMap<>();
        layers.stream()
                .filter(layer -> !layer.isNamed())
                .sorted(Comparator.comparingLong(Layer::creationIndex))
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

    /** Keras' walk: depth first from the outputs, without recursion so that deep networks do not overflow the stack. */
    private static final class Walk {
        private final Set<Symbol> sources;
        private final Set<Node> begun = new HashSet<>();
        private final Set<Node> finished = new LinkedHashSet<>();
        private final Map<Layer, Integer> met = new HashMap<>();

        Walk(Set<Symbol> sources) {
            this.sources = sources;
        }

        private record Stop(Node node, List<Symbol> before, int[] next) {}

        void visit(Symbol output) {
            Deque<Stop> way = new ArrayDeque<>();
            enter(output, way);
            while (!way.isEmpty()) {
                Stop stop = way.peek();
                int next = stop.next()[0]++;
                if (next < stop.before().size()) {
                    enter(stop.before().get(next), way);
                } else {
                    finished.add(stop.node());
                    way.pop();
                }
            }
        }

        private void enter(Symbol symbol, Deque<Stop> way) {
            Node node = symbol.node();
            met.putIfAbsent(node.layer(), met.size());
            if (!begun.add(node)) {
                return;
            }
            boolean source = sources.contains(symbol);
            if (!source && node.layer() instanceof InputLayer) {
                throw new CornetException("the outputs of the model need the input " + symbol
                        + ", which is not among the model's inputs. Add it to them.");
            }
            way.push(new Stop(node, source ? List.of() : node.inputs(), new int[1]));
        }

        List<Node> inOrder() {
            Map<Node, Integer> depth = new HashMap<>();
            Map<Layer, Integer> layerDepth = new HashMap<>();
            Map<Node, Integer> seen = new HashMap<>(); // the order in which Keras runs the calls of one layer
            List<Node> fromOutputs = new ArrayList<>(finished);
            java.util.Collections.reverse(fromOutputs);
            for (Node node : fromOutputs) {
                int d = Math.max(depth.getOrDefault(node, 0), layerDepth.getOrDefault(node.layer(), 0));
                depth.put(node, d);
                seen.putIfAbsent(node, seen.size());
                layerDepth.put(node.layer(), d);
                for (Symbol before : sources.contains(node.outputs().get(0)) ? List.<Symbol>of() : node.inputs()) {
                    depth.merge(before.node(), d + 1, Math::max);
                    seen.putIfAbsent(before.node(), seen.size());
                }
            }
            Comparator<Node> deepestFirst = Comparator.comparingInt((Node node) -> -depth.getOrDefault(node, 0));
            return fromOutputs.stream()
                    .sorted(deepestFirst
                            .thenComparingInt(node -> met.getOrDefault(node.layer(), 0))
                            .thenComparingInt(node -> seen.getOrDefault(node, 0)))
                    .toList();
        }
    }
}
