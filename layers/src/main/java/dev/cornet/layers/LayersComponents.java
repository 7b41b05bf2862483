package dev.cornet.layers;

import dev.cornet.config.ComponentProvider;
import dev.cornet.nn.Layer;
import java.util.List;
import java.util.Map;

/** The component provider of this package: makes its layers known by name. */
public final class LayersComponents implements ComponentProvider {
    @Override
    public Iterable<ComponentPackage> packages() {
        return List.of(
                new ComponentPackage(Layer.class, LayersComponents.class.getPackageName(), "keras.layers", Map.of()));
    }
}
