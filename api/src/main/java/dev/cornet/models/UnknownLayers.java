package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configs;
import dev.cornet.config.DidYouMean;
import dev.cornet.config.Registry;
import dev.cornet.nn.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The classes of a tree's layers that are not known here, each with the names of its layers; told once, in one line for each. */
final class UnknownLayers {
    private static final List<String> INSIDE = List.of("layer", "forward_layer", "backward_layer");
    private static final List<String> MODELS = List.of("Sequential", "Functional", "Model");
    private static final int MOST = 20;
    private static final int LONGEST = 100;

    private final Map<String, List<String>> names = new TreeMap<>();
    private final Map<String, List<String>> ofUsers = new TreeMap<>();
    private final Map<String, String> modules = new HashMap<>();

    boolean isEmpty() {
        return names.isEmpty() && ofUsers.isEmpty();
    }

    /** True when the class of a record, or of one within it, is unknown, which is noted. */
    boolean has(JsonNode record, String name) {
        String className = record.path("class_name").asText();
        boolean users = ClassRecord.isUsers(record);
        if (!className.isEmpty() && (users || !MODELS.contains(className)) && !Configs.isKnown(Layer.class, record)) {
            Map<String, List<String>> of = users ? ofUsers : names;
            String unknown = brief(ClassRecord.nameOf(record));
            of.computeIfAbsent(unknown, c -> new ArrayList<>()).add(brief(name));
            if (!users && record.path("module").isTextual()) {
                modules.put(unknown, brief(record.path("module").textValue()));
            }
            return true;
        }
        boolean found = false;
        JsonNode config = record.path("config");
        for (JsonNode inner : config.isArray() ? config : config.path("layers")) {
            boolean isSpecial =
                    Operations.isOne(inner) || inner.path("class_name").asText().equals("InputLayer");
            found |= !isSpecial && has(inner, inner.path("config").path("name").asText(name));
        }
        for (String inside : INSIDE) {
            JsonNode inner = record.path("config").path(inside);
            if (inner.isObject()) {
                found |= has(inner, inner.path("config").path("name").asText(name));
            }
        }
        return found;
    }

    /** Adds the lines to the problems: the first kinds, and how many more there are. */
    void tell(List<String> problems) {
        first(ofUsers, problems)
                .forEach((name, layers) -> problems.add("unknown layer \"" + name + "\" (" + some(layers)
                        + "): a class of whoever wrote the file, not one of the library. Write it in Java and make it known before"
                        + " loading, by " + Registry.registering(name, null)));
        if (names.isEmpty()) {
            return;
        }
        first(names, problems).forEach((className, layers) -> {
            String meant = meant(className);
            problems.add("unknown layer \"" + className + "\" (" + some(layers) + ")"
                    + (meant == null ? "" : "; did you mean \"" + meant + "\"?"));
        });
        String first = names.keySet().iterator().next();
        problems.add("Cornet has no " + (names.size() == 1 ? "such layer" : "such layers")
                + ". Replace them in Keras by layers that Cornet has (its README lists them), or write them in Java and make them known"
                + " by " + Registry.registering(first, modules.get(first)) + ".");
    }

    private static Map<String, List<String>> first(Map<String, List<String>> all, List<String> problems) {
        if (all.size() <= MOST) {
            return all;
        }
        Map<String, List<String>> first = new LinkedHashMap<>();
        all.entrySet().stream().limit(MOST).forEach(entry -> first.put(entry.getKey(), entry.getValue()));
        problems.add(all.size() + " kinds of layers are unknown; the first " + MOST + " of them:");
        return first;
    }

    private static @Nullable String meant(String className) {
        return DidYouMean.of(className, Registry.names(Layer.class));
    }

    private static String some(List<String> layers) {
        String list = String.join(", ", layers.subList(0, Math.min(MOST, layers.size())));
        return list + (layers.size() > MOST ? ", and " + (layers.size() - MOST) + " more" : "");
    }

    private static String brief(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
