package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.nn.Layer;
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
 * The order in which Keras' older files hold the weights of one layer: those that train, then the others. What trained when the file was saved
 * need not train now. So the order is taken whose names agree with those of the file, whole or at least at their ends, then the one whose
 * shapes do, then the one of now.
 */
final class WeightOrder {
    private final List<String> names;
    private final List<@Nullable Hdf5Dataset> arrays;
    private final LegacyWeightLayouts layouts;
    private final Map<Variable, List<String>> paths = new HashMap<>();
    private final Set<String> knownNames = new HashSet<>();

    private WeightOrder(List<String> names, List<@Nullable Hdf5Dataset> arrays, LegacyWeightLayouts forms) {
        this.names = names;
        this.arrays = arrays;
        this.layouts = forms;
    }

    /** The weights of a layer, that of {@code names.get(i)} at i; of another number where they cannot be these. */
    static List<Variable> of(
            Layer layer, List<String> names, List<@Nullable Hdf5Dataset> arrays, LegacyWeightLayouts forms) {
        List<Variable> plain = layer.variables();
        List<List<Variable>> orders =
                List.of(partition(plain, Variable::trainable), plain, partition(plain, weight -> !weight.isState()));
        if (plain.size() != names.size()) {
            return orders.get(0);
        }
        WeightOrder order = new WeightOrder(names, arrays, forms);
        order.paths(layer, List.of());
        order.paths.values().forEach(order.knownNames::addAll);
        List<List<Variable>> all = new ArrayList<>();
        orders.stream().filter(order::matchesPaths).forEach(all::add);
        List<Variable> byName = order.byName(plain);
        if (byName != null && order.fits(byName)) {
            all.add(byName);
        }
        orders.stream().filter(o -> order.matchesNames(o) && order.fits(o)).forEach(all::add);
        orders.stream().filter(order::fits).forEach(all::add);
        return all.isEmpty() ? orders.get(0) : all.get(0);
    }

    private static List<Variable> partition(List<Variable> weights, Predicate<Variable> first) {
        List<Variable> parted = new ArrayList<>();
        weights.stream().filter(first).forEach(parted::add);
        weights.stream().filter(first.negate()).forEach(parted::add);
        return parted;
    }

    /** The names of the layers around each weight, and its own. */
    private void paths(Layer layer, List<String> around) {
        for (Layer inner : layer.sublayers()) {
            paths(inner, with(around, inner.name()));
        }
        layer.variables().stream()
                .filter(weight -> weight.owner() == layer)
                .forEach(weight ->
                        paths.put(weight, with(around.isEmpty() ? List.of(layer.name()) : around, weight.name())));
    }

    private static List<String> with(List<String> names, String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return all;
    }

    /** True when a name of the file is the weight's, of which Keras leaves outer parts away and puts cells between. */
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

    /** The weights by their names alone, null where these do not tell all of them apart. */
    private @Nullable List<Variable> byName(List<Variable> weights) {
        List<Variable> found = new ArrayList<>();
        for (String name : names) {
            List<Variable> those =
                    weights.stream().filter(weight -> isNameOf(name, weight)).toList();
            if (those.size() != 1) {
                return null;
            }
            found.add(those.get(0));
        }
        Set<Variable> each = new HashSet<>(found);
        return each.size() == found.size() ? found : null;
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
