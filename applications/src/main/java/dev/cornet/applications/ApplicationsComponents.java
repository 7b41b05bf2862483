package dev.cornet.applications;

import dev.cornet.config.ComponentProvider;
import dev.cornet.nn.Layer;
import java.util.List;
import java.util.Map;

/** The component provider of this package: makes the layer that only a known network has, {@link CustomScaleLayer}, known by name. */
public final class ApplicationsComponents implements ComponentProvider {
    @Override
    public Iterable<ComponentPackage> packages() {
        return List.of(new ComponentPackage(
                Layer.class,
                ApplicationsComponents.class.getPackageName(),
                "keras.src.applications.inception_resnet_v2",
                Map.of()));
    }
}
