package dev.cornet.nn;

import dev.cornet.config.FixedOptions;
import dev.cornet.initializers.Initializer;
import dev.cornet.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that a built layer still has the options, and gets the input shapes, for which it was built. */
final class BuiltLayerChecks {
    private static final Set<String> CHANGEABLE = Set.of("name", "trainable");

    private BuiltLayerChecks() {}

    /** Records the options of a built layer and of its activations and initializers, since weights and plans depend on them. */
    static FixedOptions optionsOf(Layer layer) {
        return FixedOptions.of(
                layer, CHANGEABLE, part -> part instanceof ActivationFunction || part instanceof Initializer);
    }

    static void requireUnchanged(Layer layer, @Nullable FixedOptions fixed) {
        if (fixed != null) {
            fixed.requireAllUnchanged(
                    layer.describe(),
                    "The layer was built for inputs of shape "
                            + LayerChecks.describeInputs(layer.inputShapes())
                            + ". Set options before the layer is added to a model, or make a new layer.");
        }
    }

    /** Throws if the last axis of an input differs in size from that of the input for which the weights were created. */
    static void requireSameLastAxis(Layer layer, List<Shape> before, List<Shape> ins) {
        int inputs = layer.variables().isEmpty() ? 0 : Math.min(before.size(), ins.size());
        for (int i = 0; i < inputs; i++) {
            Shape built = before.get(i);
            Shape in = ins.get(i);
            boolean sameSize = isSampleKnown(in) && isSampleKnown(built) && in.rowSize() == built.rowSize();
            layer.requireShape(
                    Math.min(in.rank(), built.rank()) > 1 && built.last() == in.last(),
                    "expected the last axis to be %d, as when it was built, but got %s.%s",
                    built.last(),
                    in.withoutBatch(),
                    sameSize ? " Add a Flatten before it." : "");
        }
    }

    private static boolean isSampleKnown(Shape batch) {
        return batch.withoutBatch().isKnown();
    }
}
