package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The order of the weights of one layer in an old file of Keras: trainable weights first, then the others. Weights that were trainable when
 * the file was saved may be frozen now, so several orders are possible. The first order is used in which the paths of the weights agree
 * with the names in the file; if there is none, the first with equal names and shapes, then the first with equal shapes, and otherwise the
 * order by what is trainable now.
 */
final class WeightOrder {
    private final List<String> names;
    private final List<@Nullable Hdf5Dataset> arrays;
    private final LegacyWeightLayouts layouts;
    private final Map<Variable, List<String>> paths = new HashMap<>();
    private final Set<String> knownNames = new HashSet<>();

    private WeightOrder(List<String> names, List<@Nullable Hdf5Dataset> arrays, LegacyWeightLayouts layouts) {
        this.names = names;
        this.arrays = arrays;
        this.layouts = layouts;
    }

    /** Returns the weights of a layer in the order of {@code names}, or all its weights if their number is not that of the names. */
    static List<Variable> of(
            Layer layer, List<String> names, List<@Nullable Hdf5Dataset> arrays, LegacyWeightLayouts layouts) {
        List<Variable> weights = layer.variables();
        List<List<Variable>> orders = List.of(
                partition(weights, Variable::trainable), weights, partition(weights, weight -> !weight.isState()));
        if (weights.size() != names.size()) {
            return orders.get(0);
        }
        WeightOrder order = new WeightOrder(names, arrays, layouts);
        order.paths(layer, List.of());
        order.paths.values().forEach(order.knownNames::addAll);
        List<List<Variable>> candidates = new ArrayList<>();
        orders.stream().filter(order::matchesPaths).forEach(candidates::add);
        List<Variable> byName = order.byName(weights);
        if (byName != null && order.fits(byName)) {
            candidates.add(byName);
        }
        orders.stream().filter(o -> order.matchesNames(o) && order.fits(o)).forEach(candidates::add);
        orders.stream().filter(order::fits).forEach(candidates::add);
        return candidates.isEmpty() ? orders.get(0) : candidates.get(0);
    }

    private static List<Variable> partition(List<Variable> weights, Predicate<Variable> first) {
        List<Variable> parted = new ArrayList<>();
        weights.stream().filter(first).forEach(parted::add);
        weights.stream().filter(first.negate()).forEach(parted::add);
        return parted;
    }

    /** Collects the path of each weight: the names of the enclosing layers, and its own name. */
    private void paths(Layer layer, List<String> outer) {
        for (Layer inner : LayerAccess.sublayers(layer)) {
            paths(inner, with(outer, inner.name()));
        }
        layer.variables().stream()
                .filter(weight -> weight.owner() == layer)
                .forEach(weight ->
                        paths.put(weight, with(outer.isEmpty() ? List.of(layer.name()) : outer, weight.name())));
    }

    private static List<String> with(List<String> names, String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return all;
    }

    /** Whether a name in the file denotes a weight. Keras may omit outer parts of the weight's path and insert the names of cells. */
    private boolean isNameOf(String name, Variable weight) {
        List<String> path = paths.getOrDefault(weight, List.of());
        List<String> parts =
                new ArrayList<>(Arrays.asList(name.replaceFirst(":\\d+$", "").split("/")));
        parts.removeIf(part -> !knownNames.contains(part));
        return parts.size() >= 2
                && parts.size() <= path.size()
                && path.subList(path.size() - parts.size(), path.size()).equals(parts);
    }

    private boolean matchesPaths(List<Variable> weights) {
        for (int i = 0; i < names.size(); i++) {
            if (!isNameOf(names.get(i), weights.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean matchesNames(List<Variable> weights) {
        for (int i = 0; i < names.size(); i++) {
            String last = names.get(i).replaceFirst(".*/", "").replaceFirst(":.*", "");
            if (!last.equals(weights.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    /** Finds the weight of each name in the file; returns null if a name fits no weight or several. */
    private @Nullable List<Variable> byName(List<Variable> weights) {
        List<Variable> found = new ArrayList<>();
        for (String name : names) {
            List<Variable> matching =
                    weights.stream().filter(weight -> isNameOf(name, weight)).toList();
            if (matching.size() != 1) {
                return null;
            }
            found.add(matching.get(0));
        }
        Set<Variable> distinct = new HashSet<>(found);
        return distinct.size() == found.size() ? found : null;
    }

    private boolean fits(List<Variable> weights) {
        for (int i = 0; i < names.size(); i++) {
            Hdf5Dataset array = arrays.get(i);
            if (array == null || !layouts.fits(weights.get(i), array.shape())) {
                return false;
            }
        }
        return true;
    }
}
