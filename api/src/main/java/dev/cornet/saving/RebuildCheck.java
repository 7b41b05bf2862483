package dev.cornet.saving;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Check before saving: rebuilds the model from the JSON tree that is about to be written, so that no file is written that cannot be loaded.
 */
final class RebuildCheck {
    private static final int MAX_DIFFERENCES = 5;

    private RebuildCheck() {}

    /** The reason why a model with the same weights and output shapes could not be built from the tree; null if it could. */
    static @Nullable ModelFormatException problem(Model model, ObjectNode tree) {
        Map<String, Variable> weights = NamedWeights.of(model);
        List<Shape> outputs = outputShapes(model);
        int hash = Objects.hash(tree, shapes(weights), outputs);
        if (ModelAccess.isRebuildChecked(model, hash)) {
            return null;
        }
        Model rebuilt;
        try {
            rebuilt = ModelReader.readForCheck(tree);
        } catch (ModelFormatException e) {
            return e;
        }
        List<String> differences = differences(weights, NamedWeights.of(rebuilt));
        if (!differences.isEmpty()) {
            return new ModelFormatException("the model that is made of its architecture has other weights:\n  "
                    + String.join("\n  ", differences.subList(0, Math.min(MAX_DIFFERENCES, differences.size())))
                    + (differences.size() > MAX_DIFFERENCES
                            ? "\n  … and " + (differences.size() - MAX_DIFFERENCES) + " more"
                            : "")
                    + "\nA layer inside a wrapper (TimeDistributed, Bidirectional) cannot stand elsewhere too, and all that the"
                    + " weights of a layer of your own depend on must be its options (@Option).");
        }
        List<Shape> rebuiltOutputs = outputShapes(rebuilt);
        if (!outputs.equals(rebuiltOutputs)) {
            return new ModelFormatException("the model that is made of its architecture gives outputs of shapes "
                    + rebuiltOutputs
                    + " instead of " + outputs
                    + ". All that the shapes of a layer of your own depend on must be its options (@Option).");
        }
        ModelAccess.rebuildChecked(model, hash);
        return null;
    }

    private static List<Shape> outputShapes(Model model) {
        return model.outputs().stream()
                .map(output -> output.shape().withoutBatch())
                .toList();
    }

    private static Map<String, Shape> shapes(Map<String, Variable> weights) {
        Map<String, Shape> shapes = new HashMap<>();
        weights.forEach((name, weight) -> shapes.put(name, weight.shape()));
        return shapes;
    }

    private static List<String> differences(Map<String, Variable> weights, Map<String, Variable> rebuilt) {
        List<String> all = new ArrayList<>();
        rebuilt.forEach((name, weight) -> {
            Variable same = weights.get(name);
            if (same == null) {
                all.add("one more: " + name + " " + weight.shape());
            } else if (!same.shape().equals(weight.shape())) {
                all.add(name + " " + weight.shape() + " instead of " + same.shape());
            }
        });
        weights.forEach((name, weight) -> {
            if (!rebuilt.containsKey(name)) {
                all.add("missing: " + name + " " + weight.shape());
            }
        });
        return all;
    }
}
