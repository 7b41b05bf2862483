package dev.cornet.applications;

import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * The names of the layers of networks on a shared input. Layers without a name of their own get Keras' default names, numbered on from the
 * networks that were built on the same input before, so that one model can contain several networks: on the input of an {@link
 * InceptionV3}, which has the layers conv2d to conv2d_93, the convolutions of an {@link Xception} begin with conv2d_94.
 */
final class SharedInputNames {
    /** For each input, the names of the layers of the networks on it. */
    private static final Map<Layer, Set<String>> TAKEN = new WeakHashMap<>();

    private SharedInputNames() {}

    /** Names the unnamed layers of a network between these inputs and its output, in the order of their creation. */
    static void give(List<Symbol> inputs, Collection<Node> nodes) {
        List<Layer> layers = nodes.stream()
                .map(Node::operation)
                .filter(Layer.class::isInstance)
                .map(Layer.class::cast)
                .distinct()
                .sorted(Comparator.comparingLong(LayerAccess::creationIndex))
                .toList();
        synchronized (TAKEN) {
            Set<String> taken = new HashSet<>();
            inputs.forEach(input -> taken.addAll(TAKEN.getOrDefault(input.node().layer(), Set.of())));
            layers.stream().filter(LayerAccess::isNamed).forEach(layer -> taken.add(layer.name()));
            layers.stream().filter(layer -> !LayerAccess.isNamed(layer)).forEach(layer -> name(layer, taken));
            inputs.forEach(input -> TAKEN.computeIfAbsent(input.node().layer(), key -> new HashSet<>())
                    .addAll(layers.stream().map(Layer::name).toList()));
        }
    }

    private static void name(Layer layer, Set<String> taken) {
        String base = layer.name();
        String name = base;
        for (int n = 1; !taken.add(name); n++) {
            name = base + "_" + n;
        }
        layer.named(name);
    }
}
