package dev.cornet.applications;

import dev.cornet.models.Model;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The graph of an application.
 *
 * @param network the model from the image on, whose weights are in a file
 * @param whole the model from the inputs on which the image depends; the network itself if the image is an input
 */
record ApplicationGraph(Model network, Model whole) {
    /** The graph from the symbol {@code image} to {@code output}; {@code name} is the name of the whole model. */
    static ApplicationGraph of(Symbol image, Symbol output, String name) {
        List<Symbol> inputs = new ArrayList<>();
        collect(image, new HashSet<>(), inputs);
        Set<Node> nodes = new HashSet<>();
        collect(output, nodes, new ArrayList<>());
        SharedInputNames.give(inputs, nodes);
        Model whole = new Model(inputs, List.of(output));
        whole.named(name);
        boolean isInput = image.node().operation() instanceof InputLayer;
        return new ApplicationGraph(isInput ? whole : new Model(image, output), whole);
    }

    /** Collects the nodes before a symbol, and the inputs among them in the order in which a depth-first traversal reaches them. */
    private static void collect(Symbol symbol, Set<Node> visited, List<Symbol> sources) {
        Node node = symbol.node();
        if (!visited.add(node)) {
            return;
        }
        if (node.operation() instanceof InputLayer) {
            sources.add(symbol);
        }
        node.inputs().forEach(input -> collect(input, visited, sources));
    }
}
