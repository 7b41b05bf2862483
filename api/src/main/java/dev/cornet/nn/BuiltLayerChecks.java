package dev.cornet.nn;

import dev.cornet.config.Configurable;
import dev.cornet.config.FixedOptions;
import dev.cornet.config.LayerComponent;
import dev.cornet.config.LibraryClasses;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks that a built layer still has the options, and gets the input shapes, for which it was built. */
final class BuiltLayerChecks {
    private static final Set<String> CHANGEABLE = Set.of("name", "trainable");

    private BuiltLayerChecks() {}

    /**
     * Records the options of a built layer and of its activations, initializers, regularizers and constraints, since weights, plans and the
     * loss depend on them, and forbids later changes of these components. Regularizers and constraints of its weights that are no options
     * of the layer are fixed too.
     */
    static <L extends Configurable> FixedOptions fixOptions(
            L layer, Function<L, String> describe, List<Variable> weights, List<Shape> builtFor) {
        FixedOptions fixed = FixedOptions.of(layer, CHANGEABLE, part -> part instanceof LayerComponent);
        for (Variable weight : weights) {
            addPart(fixed, weight.name() + "_regularizer", weight.regularizer());
            addPart(fixed, weight.name() + "_constraint", weight.constraint());
        }
        String who = describe.apply(layer);
        WeakReference<L> owner = new WeakReference<>(layer); // its components may outlive it
        Supplier<String> advice = () -> {
            L named = owner.get(); // a model names its layers after they are built
            return "It belongs to " + (named == null ? who : describe.apply(named)) + ". " + advice(builtFor);
        };
        for (Configurable part : fixed.parts()) {
            LayerComponent component = (LayerComponent) part;
            if (LayerComponent.fix(component, advice)) {
                BuildTransaction.onFailure(() -> LayerComponent.release(component));
            }
        }
        return fixed;
    }

    private static void addPart(FixedOptions fixed, String key, @Nullable LayerComponent part) {
        if (part != null) {
            fixed.addPart(key, part);
        }
    }

    /** Whether a component of a built layer is of a user's class, whose option methods do not refuse changes by themselves. */
    static boolean hasUserComponents(@Nullable FixedOptions fixed) {
        return fixed != null && fixed.parts().stream().anyMatch(part -> !LibraryClasses.contains(part.getClass()));
    }

    /** Throws if an option of the layer {@code who}, built for inputs of the shapes {@code builtFor}, has changed. */
    static void requireUnchanged(String who, @Nullable FixedOptions fixed, @Nullable List<Shape> builtFor) {
        if (fixed != null) {
            fixed.requireAllUnchanged(who, advice(builtFor == null ? List.of() : builtFor));
        }
    }

    private static String advice(List<Shape> builtFor) {
        return "The layer was built for inputs of shape " + LayerChecks.describeInputs(builtFor)
                + ". Set options before the layer is added to a model, or make a new layer.";
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
