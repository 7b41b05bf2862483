package dev.cornet.saving;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of a model by their names in files: {@code dense_1/kernel}, or {@code inner/dense/kernel} in a nested model. */
final class NamedWeights {
    private NamedWeights() {}

    /** The weights in the order of {@link Layer#variables}; a shared weight is named after its first layer. */
    static Map<String, Variable> of(Model model) {
        Map<String, Variable> found = new LinkedHashMap<>();
        Map<Variable, String> visited = new IdentityHashMap<>();
        LayerAccess.sublayers(model).forEach(layer -> collect(layer, "", found, visited));
        return found;
    }

    private static void collect(
            Layer layer, String prefix, Map<String, Variable> found, Map<Variable, String> visited) {
        String layerPrefix = prefix + layer.name() + "/";
        List<Layer> inner = LayerAccess.sublayers(layer);
        for (Variable variable : layer.variables()) {
            if (variable.owner() == layer && visited.putIfAbsent(variable, layerPrefix) == null) {
                String name = layerPrefix + variable.name();
                for (int n = 1; found.containsKey(name); n++) {
                    name = layerPrefix + variable.name() + "_" + n;
                }
                found.put(name, variable);
            }
        }
        inner.forEach(sublayer -> collect(sublayer, layerPrefix, found, visited));
    }

    static Map<String, Tensor> values(Model model) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        of(model).forEach((name, variable) -> values.put(name, variable.value()));
        return values;
    }

    /** Sets all weights; if anything does not match, nothing changes and one {@link ModelFormatException} lists the differences. */
    static void set(Model model, Map<String, Tensor> values, String where) {
        requireMatch(model, values, where);
        of(model).forEach((name, variable) -> {
            Tensor value = values.get(name);
            if (value != null) {
                variable.assign(value);
            }
        });
    }

    /** Throws one {@link ModelFormatException} that lists the differences of names and shapes, if there are any. */
    static void requireMatch(Model model, Map<String, Tensor> values, String where) {
        Map<String, Variable> variables = of(model);
        List<String> problems = new ArrayList<>();
        variables.forEach((name, variable) -> {
            Tensor value = values.get(name);
            if (value == null) {
                problems.add("missing: " + name + " " + variable.shape());
            } else if (!value.shape().equals(variable.shape())) {
                problems.add("wrong shape: " + name + " is " + value.shape() + " in the file, " + variable.shape()
                        + " in the model");
            }
        });
        values.forEach((name, value) -> {
            if (!variables.containsKey(name)) {
                problems.add("unexpected: " + name + " " + value.shape());
            }
        });
        if (!problems.isEmpty()) {
            throw ModelFormatException.mismatch(where + ": ", problems);
        }
    }
}
