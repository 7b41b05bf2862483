package dev.cornet.nn;

import dev.cornet.config.FixedOptions;
import dev.cornet.initializers.Initializer;
import dev.cornet.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a layer holds to once it is built: its options and the shapes that its weights were made for. */
final class BuiltState {
    private static final Set<String> FREE = Set.of("name", "trainable");

    private BuiltState() {}

    /** The options at the end of building; activations are part of plans, and initializers have done their work. */
    static FixedOptions fix(Layer layer) {
        return FixedOptions.of(layer, FREE, part -> part instanceof ActivationFunction || part instanceof Initializer);
    }

    static void requireUnchanged(Layer layer, @Nullable FixedOptions fixed) {
        if (fixed != null) {
            fixed.requireWholly(
                    layer.describe(),
                    "The layer was built for inputs of shape "
                            + (layer.inputShapes().size() == 1
                                    ? layer.inputShapes().get(0)
                                    : layer.inputShapes())
                            + ". Set options before the layer is added to a model, or make a new layer.");
        }
    }

    /** Refuses inputs whose last axis is another one than that of the inputs that the weights were made for. */
    static void requireSameLastAxis(Layer layer, List<Shape> before, List<Shape> ins) {
        int inputs = layer.variables().isEmpty() ? 0 : Math.min(before.size(), ins.size());
        for (int i = 0; i < inputs; i++) {
            Shape was = before.get(i);
            Shape is = ins.get(i);
            boolean sameSize = is.isKnown() && was.isKnown() && is.size() == was.size();
            layer.requireShape(
                    Math.min(is.rank(), was.rank()) > 0 && was.last() == is.last(),
                    "expected the last axis to be %d, as when it was built, but got %s.%s",
                    was.last(),
                    is,
                    sameSize ? " Add a Flatten before it." : "");
        }
    }
}
