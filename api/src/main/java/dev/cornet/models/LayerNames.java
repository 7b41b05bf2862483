package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.Graph;
import dev.cornet.nn.BuildTransaction;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The unique names of the layers of a {@link Sequential}. Adding a layer takes constant time, however many layers there are. */
final class LayerNames {
    private final Map<String, Layer> layerByName = new HashMap<>();
    private final Map<String, Integer> nextSuffix = new HashMap<>();

    /** Registers the first layers of a chain, and names those without a name as {@link Graph#names} does. */
    void registerAll(List<Layer> layers) {
        BuildTransaction.onFailure(this::clear);
        for (Layer layer : layers) {
            requireFree(layer);
            if (LayerAccess.isNamed(layer)) {
                layerByName.put(layer.name(), layer);
            }
        }
        Graph.names(layers).forEach((layer, name) -> layer.named(name));
        layers.forEach(layer -> layerByName.put(layer.name(), layer));
    }

    /** Throws if another registered layer has the name of {@code layer}. */
    void requireFree(Layer layer) {
        Layer other = LayerAccess.isNamed(layer) ? layerByName.get(layer.name()) : null;
        if (other != null && other != layer) {
            throw new OptionException("two layers of the model are named \"" + layer.name() + "\" ("
                    + LayerAccess.typeName(other) + " and " + LayerAccess.typeName(layer)
                    + "): names must be unique, give one another by named(…)");
        }
    }

    /** Registers a further layer, and names it if it has no name: dense, dense_1, … */
    void register(Layer layer) {
        requireFree(layer);
        BuildTransaction.onFailure(() -> {
            layerByName.values().remove(layer);
            nextSuffix.clear();
        });
        if (LayerAccess.isNamed(layer)) {
            layerByName.put(layer.name(), layer);
        } else {
            String base = layer.name();
            String name;
            do {
                int n = nextSuffix.merge(base, 1, Integer::sum) - 1;
                name = n == 0 ? base : base + "_" + n;
            } while (layerByName.putIfAbsent(name, layer) != null);
            layer.named(name);
        }
    }

    void remove(Layer layer) {
        layerByName.remove(layer.name(), layer);
        nextSuffix.clear();
    }

    private void clear() {
        layerByName.clear();
        nextSuffix.clear();
    }
}
