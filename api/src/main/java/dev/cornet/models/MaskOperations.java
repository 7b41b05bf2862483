package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.KerasNames;
import dev.cornet.graph.Plan;
import dev.cornet.nn.Layer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The masks in the record of a graph. Keras writes down the operations that its layers make them by, and hands their results on as
 * arguments; here masks find their own way, so both are left out and it is checked that each mask has come.
 */
final class MaskOperations {
    /** What Embedding, Masking and the merging layers compute masks by. */
    private static final Set<String> OPERATIONS =
            Set.of("NotEqual", "Any", "LogicalOr", "ExpandDims", "OnesLike", "ZerosLike", "Concatenate", "Squeeze");

    private static final String JOIN = "Concatenate";

    private final Set<String> made = new HashSet<>();

    /** How many calls of each layer had a mask. */
    private final Map<String, Integer> masked = new HashMap<>();

    /** @param outputs those of the graph, which are no masks either */
    MaskOperations(JsonNode layers, JsonNode outputs) {
        for (JsonNode record : layers) {
            if (Operations.isOne(record)
                    && OPERATIONS.contains(record.path("class_name").asText())) {
                made.add(name(record));
            }
        }
        outputs.forEach(end -> made.remove((end.isArray() ? end.path(0) : end).asText()));
        boolean fewer = !made.isEmpty();
        while (fewer) { // an operation whose result a layer, or another operation, takes as data makes no mask
            Set<String> data = new HashSet<>();
            for (JsonNode record : layers) {
                if (!made.contains(name(record))) {
                    record.path("inbound_nodes").forEach(call -> inputs(call.path("args"), data));
                }
            }
            fewer = made.removeAll(data);
        }
    }

    /** The names of what goes into a call. */
    private static void inputs(JsonNode node, Set<String> names) {
        JsonNode history = node.path("config").path("keras_history");
        if (history.isArray()) {
            names.add(history.path(0).asText());
        } else {
            node.forEach(inner -> inputs(inner, names));
        }
    }

    private static String name(JsonNode record) {
        return record.path("name").asText(record.path("config").path("name").asText());
    }

    /** True for an operation that makes masks. */
    boolean isOperation(JsonNode record) {
        return made.contains(name(record));
    }

    /** The record of a call without the mask that such an operation makes, or the list of masks, one for each tensor of a call of a model. */
    JsonNode withoutMask(String layer, JsonNode call) {
        JsonNode mask = call.path("kwargs").path("mask");
        boolean several = mask.isArray();
        boolean any = false;
        for (JsonNode one : several ? mask : List.of(mask)) {
            boolean made = isMade(one);
            any |= made;
            if (!made && !(several && one.isNull())) {
                return call;
            }
        }
        if (any) {
            masked.merge(layer, 1, Integer::sum);
        }
        ObjectNode copy = call.deepCopy();
        ((ObjectNode) copy.get("kwargs")).putNull("mask");
        if (any
                && copy.get("kwargs")
                        .hasNonNull("initial_state")) { // said by the user: Keras 3 itself hands none on there
            copy.put(CallRecord.PASSES_MASK, true);
        }
        return copy;
    }

    private boolean isMade(JsonNode mask) {
        return made.contains(mask.path("config").path("keras_history").path(0).asText());
    }

    /**
     * Other names for layers whose own Keras would give to the operations that it makes masks by: those that put masks side by side are
     * called concatenate, concatenate_1, …, and no two names of a model may be the same.
     */
    static Map<Layer, String> aliases(Model model) {
        Map<Layer, String> aliases = new HashMap<>();
        for (Plan.Step step : model.isReady() ? model.plan().steps() : List.<Plan.Step>of()) {
            Layer layer = step.layer();
            if (step.isMasked()
                    && layer.typeName().equals(JOIN)
                    && layer.name().matches(KerasNames.snake(JOIN) + "(_\\d+)?")) {
                aliases.put(layer, layer.name() + "_masked");
            }
        }
        return aliases;
    }

    /** Layers of which fewer calls have a mask here than had one. */
    List<String> missing(Model model) {
        Map<String, Integer> lost = new HashMap<>(masked);
        Set<String> unmasked = new TreeSet<>();
        Set<Layer> own = new HashSet<>(model.layers());
        for (Plan.Step step :
                masked.isEmpty() ? List.<Plan.Step>of() : model.plan().steps()) {
            String name = step.layer().name();
            if (own.contains(step.layer()) && step.isMasked()) {
                lost.merge(name, -1, Integer::sum);
            } else if (own.contains(step.layer())) {
                unmasked.add(name);
            }
        }
        return unmasked.stream()
                .filter(name -> lost.getOrDefault(name, 0) > 0)
                .map(name ->
                        name + " is called with a mask that comes of no layer before it: masks are those of Masking"
                                + " and of Embedding with mask_zero")
                .toList();
    }
}
