package dev.cornet.layers;

import dev.cornet.config.ComponentProvider;
import dev.cornet.nn.Layer;
import java.util.List;
import java.util.Map;

/** Announces the layers of this package. */
public final class LayersComponents implements ComponentProvider {
    @Override
    public Iterable<Shelf> shelves() {
        return List.of(new Shelf(Layer.class, "dev.cornet.layers", "keras.layers", Map.of()));
    }
}
