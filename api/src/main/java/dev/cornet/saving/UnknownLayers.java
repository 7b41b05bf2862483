package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.DidYouMean;
import dev.cornet.config.OwnOptions;
import dev.cornet.config.Registry;
import dev.cornet.nn.Layer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collector of the unknown layer classes in a tree; each class is reported once, with the names of its layers. */
final class UnknownLayers {
    private static final List<String> WRAPPED = List.of("layer", "forward_layer", "backward_layer");
    private static final List<String> MODELS = List.of("Sequential", "Functional", "Model");
    private static final int MAX_LISTED = 20;
    private static final int MAX_LENGTH = 100;

    /** Unknown classes of Keras, each with the names of the layers of this class. */
    private final Map<String, List<String>> kerasClasses = new TreeMap<>();

    /** Unknown classes of users, each with the names of the layers of this class. */
    private final Map<String, List<String>> userClasses = new TreeMap<>();

    private final Map<String, String> modules = new HashMap<>();

    boolean isEmpty() {
        return kerasClasses.isEmpty() && userClasses.isEmpty();
    }

    /** Notes the unknown classes of a record and of the layers inside it; returns true if there are any. */
    boolean noteIfUnknown(JsonNode record, String name) {
        String className = record.path("class_name").asText();
        boolean isUserClass = ClassRecord.isUserClass(record);
        if (!className.isEmpty()
                && (isUserClass || !MODELS.contains(className))
                && !Configs.isKnown(Layer.class, record)) {
            Map<String, List<String>> layers = isUserClass ? userClasses : kerasClasses;
            String unknown = brief(ClassRecord.nameOf(record));
            layers.computeIfAbsent(unknown, c -> new ArrayList<>()).add(brief(name));
            if (!isUserClass && record.path("module").isTextual()) {
                modules.put(unknown, brief(record.path("module").textValue()));
            }
            return true;
        }
        boolean found = false;
        JsonNode config = record.path("config");
        for (JsonNode inner : config.isArray() ? config : config.path("layers")) {
            boolean isSpecial = KerasOperations.isOperation(inner)
                    || inner.path("class_name").asText().equals("InputLayer")
                    || isOtherPart(record, "layers", inner);
            found |= !isSpecial
                    && noteIfUnknown(inner, inner.path("config").path("name").asText(name));
        }
        for (String inside : WRAPPED) {
            JsonNode inner = record.path("config").path(inside);
            if (inner.isObject() && !isOtherPart(record, inside, inner)) {
                found |= noteIfUnknown(inner, inner.path("config").path("name").asText(name));
            }
        }
        return found;
    }

    /** True for a component other than a layer, in an option of a user's class with a key that holds layers in Keras' classes. */
    private static boolean isOtherPart(JsonNode record, String key, JsonNode inner) {
        return OwnOptions.contain(record, key)
                && Configs.isKnown(Configurable.class, inner)
                && !Configs.isKnown(Layer.class, inner);
    }

    /** Adds one problem per class, for the first classes, and the number of further ones. */
    void addProblemsTo(List<String> problems) {
        first(userClasses, problems)
                .forEach((name, layers) -> problems.add("unknown layer \"" + name + "\" (" + listed(layers)
                        + "): a class of whoever wrote the file, not one of the library. Write it in Java and make it known before"
                        + " loading, by " + Registry.registerCall(name, null)));
        if (kerasClasses.isEmpty()) {
            return;
        }
        first(kerasClasses, problems).forEach((className, layers) -> {
            String suggestion = suggestion(className);
            problems.add("unknown layer \"" + className + "\" (" + listed(layers) + ")"
                    + (suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?"));
        });
        String first = kerasClasses.keySet().iterator().next();
        problems.add("Cornet has no " + (kerasClasses.size() == 1 ? "such layer" : "such layers")
                + ". Replace them in Keras by layers that Cornet has (its README lists them), or write them in Java and make them known"
                + " by " + Registry.registerCall(first, modules.get(first)) + ".");
    }

    private static Map<String, List<String>> first(Map<String, List<String>> all, List<String> problems) {
        if (all.size() <= MAX_LISTED) {
            return all;
        }
        Map<String, List<String>> first = new LinkedHashMap<>();
        all.entrySet().stream().limit(MAX_LISTED).forEach(entry -> first.put(entry.getKey(), entry.getValue()));
        problems.add(all.size() + " kinds of layers are unknown; the first " + MAX_LISTED + " of them:");
        return first;
    }

    private static @Nullable String suggestion(String className) {
        return DidYouMean.of(className, Registry.names(Layer.class));
    }

    private static String listed(List<String> layers) {
        String list = String.join(", ", layers.subList(0, Math.min(MAX_LISTED, layers.size())));
        return list + (layers.size() > MAX_LISTED ? ", and " + (layers.size() - MAX_LISTED) + " more" : "");
    }

    private static String brief(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
