package dev.cornet.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a model anew, on trial, from the tree that is to be written of it: a file that nobody could load is not written. */
final class TrialLoad {
    private static final int MOST = 5;

    private TrialLoad() {}

    /** Why the model could not be made again with weights of the same names and shapes; null where it can. */
    static @Nullable String problem(Model model, ObjectNode tree) {
        Structure structure = model.structure();
        int hash = tree.hashCode();
        if (structure.isRebuilt(hash)) {
            return null;
        }
        Model again;
        try {
            again = ModelReader.readOnTrial(tree);
        } catch (ModelFormatException e) {
            return e.getMessage();
        }
        List<String> differences = differences(NamedWeights.of(model), NamedWeights.of(again));
        if (!differences.isEmpty()) {
            return "the model that is made of its architecture has other weights:\n  "
                    + String.join("\n  ", differences.subList(0, Math.min(MOST, differences.size())))
                    + (differences.size() > MOST ? "\n  … and " + (differences.size() - MOST) + " more" : "")
                    + "\nA layer inside a wrapper (TimeDistributed, Bidirectional) cannot stand elsewhere too, and all that the"
                    + " weights of a layer of your own depend on must be its options (@Option).";
        }
        List<Shape> ends = model.outputs().stream().map(Symbol::shape).toList();
        List<Shape> endsAgain = again.outputs().stream().map(Symbol::shape).toList();
        if (!ends.equals(endsAgain)) {
            return "the model that is made of its architecture gives outputs of shapes " + endsAgain + " instead of "
                    + ends + ". All that the shapes of a layer of your own depend on must be its options (@Option).";
        }
        structure.rebuilt(hash);
        return null;
    }

    private static List<String> differences(Map<String, Variable> own, Map<String, Variable> again) {
        List<String> all = new ArrayList<>();
        again.forEach((name, weight) -> {
            Variable same = own.get(name);
            if (same == null) {
                all.add("one more: " + name + " " + weight.shape());
            } else if (!same.shape().equals(weight.shape())) {
                all.add(name + " " + weight.shape() + " instead of " + same.shape());
            }
        });
        own.forEach((name, weight) -> {
            if (!again.containsKey(name)) {
                all.add("missing: " + name + " " + weight.shape());
            }
        });
        return all;
    }
}
