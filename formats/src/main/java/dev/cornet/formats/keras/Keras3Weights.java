package dev.cornet.formats.keras;

import dev.cornet.config.KerasNames;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assigns the arrays of a Keras 3 file to weights by their paths, for example {@code layers/conv2d_1/vars/0}. A path consists of the class
 * of the layer, numbered among the layers of this class, and the index of the weight; the names of layers do not matter.
 */
final class Keras3Weights {
    /** The names of the groups in which wrappers and recurrent layers store an inner layer. */
    private static final List<String> PARTS = List.of("cell", "layer", "forward_layer", "backward_layer");

    private final Hdf5 file;
    private final WeightAssignments assignments = new WeightAssignments();
    private final Set<String> expected = new LinkedHashSet<>();
    private final Set<Variable> assigned = new HashSet<>();

    private Keras3Weights(Hdf5 file) {
        this.file = file;
    }

    static WeightAssignments match(Model model, Hdf5 file) {
        Keras3Weights paths = new Keras3Weights(file);
        paths.layers(model, "");
        for (String array : file.datasetPaths()) {
            if (array.startsWith("layers/") && !paths.expected.contains(array) && !array.contains("/seed_generator/")) {
                paths.assignments.problem("unexpected: " + array);
            }
        }
        return paths.assignments;
    }

    private void layers(Model model, String path) {
        Map<String, Integer> count = new HashMap<>();
        for (Layer layer : model.layers()) {
            String kind = KerasNames.snake(LayerAccess.typeName(layer));
            int n = count.merge(kind, 1, Integer::sum) - 1;
            layer(layer, path + "layers/" + kind + (n == 0 ? "" : "_" + n));
        }
    }

    private void layer(Layer layer, String path) {
        if (layer instanceof Model nested) {
            layers(nested, path + "/");
            return;
        }
        List<Variable> own = new ArrayList<>();
        layer.variables().stream()
                .filter(v -> v.owner() == layer && !v.isState())
                .forEach(own::add);
        layer.variables().stream()
                .filter(v -> v.owner() == layer && v.isState())
                .forEach(own::add);
        String group = path;
        if (!own.isEmpty() && file.dataset(path + "/vars/0") == null && file.dataset(path + "/cell/vars/0") != null) {
            group = path + "/cell"; // a recurrent layer stores its weights in the group of its cell
        }
        for (int i = 0; i < own.size(); i++) {
            String array = group + "/vars/" + i;
            expected.add(array);
            if (assigned.add(own.get(i))) {
                assignments.add(own.get(i), array, file.dataset(array));
            }
        }
        List<String> parts = PARTS.stream()
                .filter(part -> file.hasGroup(path + "/" + part))
                .filter(part -> !(part.equals("cell") && !own.isEmpty()))
                .toList();
        List<Layer> inner = LayerAccess.sublayers(layer);
        for (int i = 0; i < inner.size(); i++) {
            layer(inner.get(i), path + "/" + (i < parts.size() ? parts.get(i) : "layer"));
        }
    }
}
