package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the arrays of an {@code .h5} file of Keras 1, 2 or 3 to weights. The attribute {@code layer_names} lists the layers and {@code
 * weight_names} the arrays of each. Layers with weights are matched by their order, as Keras does; names may differ.
 */
final class LegacyH5Weights {
    private final Hdf5 file;
    private final String root;
    private final LegacyWeightLayouts layouts;
    private final WeightAssignments assignments = new WeightAssignments();

    private LegacyH5Weights(Hdf5 file, String root) {
        this.file = file;
        this.root = root;
        this.layouts = LegacyWeightLayouts.of(file, root);
    }

    /** Assigns the arrays below {@code root}, the group with the attribute {@code layer_names}; "" is the root of the file. */
    static WeightAssignments match(Model model, Hdf5 file, String root) {
        LegacyH5Weights reader = new LegacyH5Weights(file, root);
        reader.match(model);
        return reader.assignments;
    }

    private String path(String name) {
        return root.isEmpty() ? name : root + "/" + name;
    }

    private void match(Model model) {
        List<String> groups = new ArrayList<>();
        for (String name : file.strings(root, "layer_names")) {
            if (!file.hasGroup(path(name))) {
                assignments.problem("missing: the group of the layer " + name);
            } else if (!file.strings(path(name), "weight_names").isEmpty()) {
                groups.add(name);
            }
        }
        List<Layer> layers = model.layers().stream()
                .filter(layer -> !layer.variables().isEmpty())
                .toList();
        if (layers.size() != groups.size()) {
            assignments.problem(
                    "the file has " + groups.size() + " layers with weights (" + firstFew(groups) + "), the model "
                            + layers.size() + " ("
                            + firstFew(layers.stream().map(Layer::name).toList()) + ")");
            return;
        }
        for (int i = 0; i < layers.size(); i++) {
            match(layers.get(i), groups.get(i));
        }
        if (layouts.hasConverted()) {
            assignments.noteConversion();
        }
    }

    private static String firstFew(List<String> names) {
        int max = 5;
        return String.join(", ", names.subList(0, Math.min(max, names.size()))) + (names.size() > max ? ", …" : "");
    }

    private void match(Layer layer, String group) {
        List<String> names = file.strings(path(group), "weight_names");
        List<@Nullable Hdf5Dataset> arrays = new ArrayList<>();
        names.forEach(name -> arrays.add(file.dataset(path(group) + "/" + name)));
        List<Variable> weights = WeightOrder.of(layer, names, arrays, layouts);
        if (weights.size() != names.size()) {
            Map<Variable, StoredArray> joined = Keras1RecurrentWeights.join(weights, arrays);
            if (joined == null) {
                assignments.problem("the layer " + group + " has " + names.size() + " weights in the file, "
                        + weights.size() + " in " + LayerAccess.describe(layer));
            } else {
                joined.forEach(assignments::add);
                assignments.noteConversion();
            }
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            layouts.noteCudnn(weights.get(i), arrays.get(i));
        }
        for (int i = 0; i < names.size(); i++) {
            add(weights.get(i), path(group) + "/" + names.get(i), arrays.get(i));
        }
    }

    private void add(Variable weight, String path, @Nullable Hdf5Dataset array) {
        StoredArray stored = array == null ? null : layouts.convert(weight, array);
        if (stored != null && stored.shape().equals(weight.shape())) {
            assignments.add(weight, stored);
        } else {
            assignments.add(weight, path, array);
        }
    }
}
