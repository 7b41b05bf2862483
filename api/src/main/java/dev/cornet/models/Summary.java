package dev.cornet.models;

import dev.cornet.console.Console;
import dev.cornet.console.PrintableText;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.Graph;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Node;
import dev.cornet.nn.Operation;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The table of a model's layers in Keras 3's layout: {@code new Summary().showTrainable(true)}.
 *
 * <p>The table is 88 characters wide for chains of layers, and 108 for other graphs, with a column of connections. The totals count the
 * model's weights without the optimizer's state. Reference: Keras' {@code Model.summary}.
 */
public final class Summary {
    private static final int MIN_COLUMN_WIDTH = 4;

    private int lineLength;
    private double[] positions = {};
    private @Nullable Pattern firstLayer;
    private @Nullable Pattern lastLayer;
    private boolean expandNested;
    private boolean showTrainable;

    /** The right ends of the columns as fractions of the line; default .45, .80, 1 for chains, .3, .56, .74, 1 for other graphs. */
    public Summary positions(double... ends) {
        Arguments.notNull(ends, "Summary.positions", "ends");
        positions = ends.clone();
        return this;
    }

    /**
     * Shows only a range of layers: from the first whose name begins with a match of {@code from} to the last whose name begins with a
     * match of {@code to}, both regular expressions.
     */
    public Summary layerRange(String from, String to) {
        Arguments.notNull(from, "Summary.layerRange", "from");
        Arguments.notNull(to, "Summary.layerRange", "to");
        firstLayer = Pattern.compile(from);
        lastLayer = Pattern.compile(to);
        return this;
    }

    /** The width of the table in characters; default 88 for chains, 108 for other graphs, 12 more with {@link #showTrainable}. */
    public Summary lineLength(int columns) {
        if (columns < 1) {
            throw new OptionException("summary: lineLength must be positive, got " + columns);
        }
        lineLength = columns;
        return this;
    }

    /** Lists the layers of nested models below them. */
    public Summary expandNested(boolean on) {
        this.expandNested = on;
        return this;
    }

    /** Adds a column that shows which layers are trainable. */
    public Summary showTrainable(boolean on) {
        this.showTrainable = on;
        return this;
    }

    /** @param graph the graph of the model; null if the shape of its input is not known yet */
    String of(Layer model, @Nullable Graph graph) {
        boolean isChain = graph == null || isChain(graph);
        int width = lineLength > 0 ? lineLength : (isChain ? 88 : 108) + (showTrainable ? 12 : 0);
        double[] defaultEnds = isChain ? new double[] {.45, .80, 1} : new double[] {.3, .56, .74, 1};
        double[] ends = positions.length == 0 ? defaultEnds : positions;
        if (ends.length != defaultEnds.length) {
            throw new OptionException("summary: the table has " + defaultEnds.length + " columns, but there are "
                    + ends.length + " positions " + Arrays.toString(ends) + ".");
        }
        List<String> headers = new ArrayList<>(List.of("Layer (type)", "Output Shape", "Param #"));
        if (!isChain) {
            headers.add("Connected to");
        }
        if (showTrainable) {
            headers.add("Trainable");
        }
        TextTable table = new TextTable(columns(ends, width), headers);
        addLayers(table, model, isChain ? null : graph, 0);
        StringBuilder text = new StringBuilder("Model: \"" + PrintableText.escape(model.name()) + "\"\n");
        text.append(table.draw(Console.drawsBoxes()));
        long all = count(model.variables(), true) + count(model.variables(), false);
        long trainable = count(model.variables(), true);
        text.append(total("Total params", all)).append(total("Trainable params", trainable));
        return text.append(total("Non-trainable params", all - trainable)).toString();
    }

    private int[] columns(double[] ends, int width) {
        int n = ends.length + (showTrainable ? 1 : 0);
        int[] columns = new int[n];
        int previousEnd = 0;
        for (int i = 0; i < n; i++) {
            double end = i == ends.length ? 1 : ends[i] * (showTrainable ? .9 : 1);
            int at = (int) (end * width + 1e-9);
            columns[i] = at - previousEnd - (i == n - 2 ? 2 : 1);
            if (at - previousEnd < MIN_COLUMN_WIDTH) {
                throw new OptionException("summary: a line of " + width
                        + " characters has no room for its columns; give a" + " larger lineLength.");
            }
            previousEnd = at;
        }
        return columns;
    }

    private List<Layer> inRange(List<Layer> layers) {
        Pattern from = firstLayer;
        Pattern to = lastLayer;
        if (from == null || to == null) {
            return layers;
        }
        int[] starts = indicesMatching(layers, from);
        int[] ends = indicesMatching(layers, to);
        if (starts.length == 0 || ends.length == 0) {
            throw new OptionException("summary: no layer's name begins as \"" + (starts.length == 0 ? from : to)
                    + "\"; the layers are "
                    + String.join(", ", layers.stream().map(Layer::name).toList()));
        }
        int start = starts[0];
        int end = ends[ends.length - 1];
        return start <= end
                ? layers.subList(start, end + 1)
                : layers.subList(ends[0], starts[starts.length - 1] + 1); // reversed range, as in Keras
    }

    private static int[] indicesMatching(List<Layer> layers, Pattern name) {
        return IntStream.range(0, layers.size())
                .filter(i -> name.matcher(layers.get(i).name()).lookingAt())
                .toArray();
    }

    /** @param connections the graph whose connections the table shows; null for none */
    private void addLayers(TextTable table, Layer model, @Nullable Graph connections, int level) {
        Map<Layer, String> names =
                Graph.names(LayerAccess.sublayers(model)); // names of layers that no graph has named yet
        for (Layer layer : level == 0 ? inRange(LayerAccess.sublayers(model)) : LayerAccess.sublayers(model)) {
            List<String> row = new ArrayList<>();
            row.add((level == 0 ? "" : " ".repeat(3 * level) + "└ ") + names.getOrDefault(layer, layer.name()) + " ("
                    + LayerAccess.typeName(layer) + ")");
            row.add(shape(layer));
            boolean built = layer.isBuilt();
            row.add(built ? String.format(Locale.ROOT, "%,d", layer.countParams()) : "0 (unbuilt)");
            if (connections != null) {
                row.add(level == 0 ? connections(connections, layer) : "-");
            }
            if (showTrainable) {
                row.add(layer.variables().isEmpty() ? "-" : layer.trainable() ? "Y" : "N");
            }
            table.add(row);
            if (expandNested && built && layer instanceof SubgraphLayer) {
                addLayers(table, layer, connections, level + 1);
            }
        }
    }

    private static String shape(Layer layer) {
        if (layer instanceof SubgraphLayer nested && nested.isBuilt()) {
            return shapes(nested.graph().outputs());
        }
        return LayerAccess.nodes(layer).isEmpty()
                ? "?"
                : shapes(LayerAccess.nodes(layer).get(0).outputs());
    }

    private static String shapes(List<Symbol> symbols) {
        return String.join(", ", symbols.stream().map(s -> s.shape().toString()).toList());
    }

    private static String connections(Graph graph, Layer layer) {
        List<String> names = new ArrayList<>();
        for (Node node : graph.nodesOf(layer)) {
            for (Symbol from : node.inputs()) {
                Operation source = from.node().operation();
                names.add(source.name() + "[" + graph.nodesOf(source).indexOf(from.node()) + "][" + from.index() + "]");
            }
        }
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    /** Whether a graph is a chain by Keras' definition: each layer has one input, is called once and feeds at most one layer. */
    private static boolean isChain(Graph graph) {
        Set<Node> fed = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.inputs().size() > 1 || graph.nodesOf(node.operation()).size() > 1) {
                return false;
            }
            for (Symbol from : node.inputs()) {
                if (!fed.add(from.node())) {
                    return false;
                }
            }
        }
        return graph.inputs().size() == 1 && graph.outputs().size() == 1;
    }

    private static long count(List<Variable> variables, boolean trainable) {
        return new HashSet<>(variables)
                .stream()
                        .filter(v -> v.trainable() == trainable)
                        .mapToLong(v -> v.shape().size())
                        .sum();
    }

    private static String total(String name, long params) {
        return String.format(Locale.ROOT, " %s: %,d (%s)%n", name, params, memory(4.0 * params))
                .replace("\r", "");
    }

    private static String memory(double bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        int unit = 0;
        while (bytes >= 1024 && unit < units.length - 1) {
            bytes /= 1024;
            unit++;
        }
        return new BigDecimal(bytes).setScale(2, RoundingMode.HALF_EVEN) + " "
                + units[unit]; // halves to even, as in Python
    }
}
