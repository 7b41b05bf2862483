package dev.cornet.nn;

import dev.cornet.config.Configurable;
import dev.cornet.config.FixedOptions;
import dev.cornet.exceptions.ShapeException;
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
    static FixedOptions optionsOf(Configurable layer) {
        return FixedOptions.of(
                layer, CHANGEABLE, part -> part instanceof ActivationFunction || part instanceof Initializer);
    }

    /** Throws if an option of the layer {@code who}, built for inputs of the shapes {@code builtFor}, has changed. */
    static void requireUnchanged(String who, @Nullable FixedOptions fixed, @Nullable List<Shape> builtFor) {
        if (fixed != null) {
            fixed.requireAllUnchanged(
                    who,
                    "The layer was built for inputs of shape "
                            + LayerChecks.describeInputs(builtFor == null ? List.of() : builtFor)
                            + ". Set options before the layer is added to a model, or make a new layer.");
        }
    }

    /** Throws if the last axis of an input differs in size from that of the input for which the weights were created. */
    static void requireSameLastAxis(String who, List<Shape> before, List<Shape> ins) {
        for (int i = 0; i < Math.min(before.size(), ins.size()); i++) {
            Shape built = before.get(i);
            Shape in = ins.get(i);
            if (Math.min(in.rank(), built.rank()) > 1 && built.last() == in.last()) {
                continue;
            }
            boolean sameSize = isSampleKnown(in) && isSampleKnown(built) && in.rowSize() == built.rowSize();
            throw new ShapeException(who + ": expected the last axis to be " + built.last()
                    + ", as when it was built, but got " + in.withoutBatch() + "."
                    + (sameSize ? " Add a Flatten before it." : ""));
        }
    }

    private static boolean isSampleKnown(Shape batch) {
        return batch.withoutBatch().isKnown();
    }
}
