package dev.cornet.applications.keras;

import dev.cornet.layer.Layer;
import dev.cornet.layer.Variable;
import dev.cornet.model.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights in the order of Keras' older {@code .h5} files: the attribute {@code layer_names} lists the layers, {@code weight_names} the arrays
 * of each. Layers with weights are matched one by one, as Keras does; names need not agree.
 */
final class LayerNames {
    private final Hdf5 file;
    private final String root;
    private final Matches matches = new Matches();

    private LayerNames(Hdf5 file, String root) {
        this.file = file;
        this.root = root;
    }

    /** @param root the group that has the attribute {@code layer_names}, "" for the file itself */
    static Matches match(Model model, Hdf5 file, String root) {
        LayerNames names = new LayerNames(file, root);
        names.match(model);
        return names.matches;
    }

    private String under(String name) {
        return root.isEmpty() ? name : root + "/" + name;
    }

    private void match(Model model) {
        List<String> groups = new ArrayList<>();
        for (String name : file.texts(root, "layer_names")) {
            if (!file.hasGroup(under(name))) {
                matches.problem("missing: the group of the layer " + name);
            } else if (!file.texts(under(name), "weight_names").isEmpty()) {
                groups.add(name);
            }
        }
        List<Layer> layers = model.layers().stream()
                .filter(layer -> !layer.variables().isEmpty())
                .toList();
        if (layers.size() != groups.size()) {
            matches.problem("the file has " + groups.size() + " layers with weights (" + some(groups) + "), the model "
                    + layers.size() + " ("
                    + some(layers.stream().map(Layer::name).toList()) + ")");
            return;
        }
        for (int i = 0; i < layers.size(); i++) {
            match(layers.get(i), groups.get(i));
        }
    }

    private static String some(List<String> names) {
        int most = 5;
        return String.join(", ", names.subList(0, Math.min(most, names.size()))) + (names.size() > most ? ", …" : "");
    }

    private void match(Layer layer, String group) {
        List<String> names = file.texts(under(group), "weight_names");
        List<Variable> weights = order(layer, group, names);
        if (weights.size() != names.size()) {
            matches.problem("the layer " + group + " has " + names.size() + " weights in the file, " + weights.size()
                    + " in " + layer.describe());
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            String path = under(group) + "/" + names.get(i);
            matches.add(weights.get(i), path, file.array(path));
        }
    }

    /**
     * Keras puts what is trained before what is not. In a nested model this takes batch normalisations apart, but not where the model was frozen
     * when it was saved: the order whose names agree is taken, else the one whose shapes do.
     */
    private List<Variable> order(Layer layer, String group, List<String> names) {
        List<Variable> plain = layer.variables();
        List<Variable> parted = new ArrayList<>();
        plain.stream().filter(v -> !v.isState()).forEach(parted::add);
        plain.stream().filter(Variable::isState).forEach(parted::add);
        if (agree(parted, names)) {
            return parted;
        }
        boolean plainFits = agree(plain, names) || (!fit(parted, group, names) && fit(plain, group, names));
        return plainFits ? plain : parted;
    }

    private static boolean agree(List<Variable> weights, List<String> names) {
        if (weights.size() != names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            String last = names.get(i).replaceFirst(".*/", "").replaceFirst(":.*", "");
            if (!last.equals(weights.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    private boolean fit(List<Variable> weights, String group, List<String> names) {
        if (weights.size() != names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            Hdf5Array array = file.array(under(group) + "/" + names.get(i));
            if (array == null || !array.shape().equals(weights.get(i).shape())) {
                return false;
            }
        }
        return true;
    }
}
