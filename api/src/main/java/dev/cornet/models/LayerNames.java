package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.Graph;
import dev.cornet.nn.Layer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a chain's layers, each once; a layer that comes is looked at alone, however many there are. */
final class LayerNames {
    private final Map<String, Layer> taken = new HashMap<>();
    private final Map<String, Integer> next = new HashMap<>();

    /** Takes the first layers of a chain, and names those without one as {@link Graph#names} does. */
    void begin(List<Layer> layers) {
        for (Layer layer : layers) {
            requireFree(layer);
            if (layer.isNamed()) {
                taken.put(layer.name(), layer);
            }
        }
        Graph.names(layers).forEach((layer, name) -> layer.named(name));
        layers.forEach(layer -> taken.put(layer.name(), layer));
    }

    /** Refuses a layer whose name another one has. */
    void requireFree(Layer layer) {
        Layer other = layer.isNamed() ? taken.get(layer.name()) : null;
        if (other != null && other != layer) {
            throw new OptionException("two layers of the model are named \"" + layer.name() + "\" (" + other.typeName()
                    + " and " + layer.typeName() + "): names must be unique, give one another by named(…)");
        }
    }

    /** Takes one more layer, and names it if it has no name: dense, dense_1, … */
    void add(Layer layer) {
        requireFree(layer);
        if (layer.isNamed()) {
            taken.put(layer.name(), layer);
        } else {
            String base = layer.name();
            String name;
            do {
                int n = next.merge(base, 1, Integer::sum) - 1;
                name = n == 0 ? base : base + "_" + n;
            } while (taken.putIfAbsent(name, layer) != null);
            layer.named(name);
        }
    }

    void remove(Layer layer) {
        taken.remove(layer.name(), layer);
        next.clear();
    }
}
