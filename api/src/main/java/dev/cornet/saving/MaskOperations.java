package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.KerasNames;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.graph.plan.Step;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The mask operations in a saved graph of Keras. Keras records the operations that compute masks as nodes of the graph, and passes their
 * results to layers as the argument "mask". In Cornet each tensor is passed together with its mask. So the reader drops these operations
 * and arguments, and checks afterwards that each call that has a mask in the file has a mask in the model too.
 */
final class MaskOperations {
    /** The operations that Embedding, Masking and merging layers use to compute masks. */
    private static final Set<String> OPERATIONS =
            Set.of("NotEqual", "Any", "LogicalOr", "ExpandDims", "OnesLike", "ZerosLike", "Concatenate", "Squeeze");

    private static final String CONCATENATE = "Concatenate";

    private final Set<String> maskOperations = new HashSet<>();

    /** The number of calls with a mask in the file, by the layer's name. */
    private final Map<String, Integer> maskedCalls = new HashMap<>();

    /** @param outputs the graph's output_layers: their operations compute data, not masks */
    MaskOperations(JsonNode layers, JsonNode outputs) {
        for (JsonNode record : layers) {
            if (KerasOperations.isOperation(record)
                    && OPERATIONS.contains(record.path("class_name").asText())) {
                maskOperations.add(name(record));
            }
        }
        outputs.forEach(output -> maskOperations.remove((output.isArray() ? output.path(0) : output).asText()));
        boolean isChanged = !maskOperations.isEmpty();
        while (isChanged) { // an operation whose result is data for another node computes no mask
            Set<String> data = new HashSet<>();
            for (JsonNode record : layers) {
                if (!maskOperations.contains(name(record))) {
                    record.path("inbound_nodes").forEach(call -> collectInputs(call.path("args"), data));
                }
            }
            isChanged = maskOperations.removeAll(data);
        }
    }

    /** Adds the names of the layers and operations whose results are arguments of a call. */
    private static void collectInputs(JsonNode node, Set<String> names) {
        JsonNode history = node.path("config").path("keras_history");
        if (history.isArray()) {
            names.add(history.path(0).asText());
        } else {
            node.forEach(inner -> collectInputs(inner, names));
        }
    }

    private static String name(JsonNode record) {
        return record.path("name").asText(record.path("config").path("name").asText());
    }

    /** True for an operation that computes a mask. */
    boolean computesMask(JsonNode record) {
        return maskOperations.contains(name(record));
    }

    /**
     * The record of a call without its argument "mask", if mask operations have computed it. In a call of a nested model the argument is a
     * list with one mask per tensor.
     */
    JsonNode withoutMask(String layer, JsonNode call) {
        JsonNode mask = call.path("kwargs").path("mask");
        boolean isList = mask.isArray();
        boolean isMasked = false;
        for (JsonNode item : isList ? mask : List.of(mask)) {
            boolean isComputed = isComputed(item);
            isMasked |= isComputed;
            if (!isComputed && !(isList && item.isNull())) {
                return call;
            }
        }
        if (isMasked) {
            maskedCalls.merge(layer, 1, Integer::sum);
        }
        ObjectNode copy = call.deepCopy();
        ((ObjectNode) copy.get("kwargs")).putNull("mask");
        // with an initial state Keras 3 does not pass the mask itself: the user has passed it
        if (isMasked && copy.get("kwargs").hasNonNull("initial_state")) {
            copy.put(CallRecord.PASSES_MASK, true);
        }
        return copy;
    }

    private boolean isComputed(JsonNode mask) {
        return maskOperations.contains(
                mask.path("config").path("keras_history").path(0).asText());
    }

    /**
     * Other names for layers whose names would collide in Keras with those of mask operations: Keras names the operations that concatenate
     * masks "concatenate", "concatenate_1", …, and names in a model must be unique.
     */
    static Map<Layer, String> aliases(Model model) {
        Map<Layer, String> aliases = new HashMap<>();
        for (Step step : model.isBuilt() ? PlanBuilder.plan(model.graph()).steps() : List.<Step>of()) {
            if (step.isMasked()
                    && step.operation() instanceof Layer layer
                    && LayerAccess.typeName(layer).equals(CONCATENATE)
                    && layer.name().matches(KerasNames.snake(CONCATENATE) + "(_\\d+)?")) {
                aliases.put(layer, layer.name() + "_masked");
            }
        }
        return aliases;
    }

    /** The problems of layers that have fewer calls with a mask in the model than in the file. */
    List<String> missingMasks(Model model) {
        Map<String, Integer> missing = new HashMap<>(maskedCalls);
        Set<String> unmasked = new TreeSet<>();
        Set<Layer> layers = new HashSet<>(model.layers());
        for (Step step : maskedCalls.isEmpty()
                ? List.<Step>of()
                : PlanBuilder.plan(model.graph()).steps()) {
            String name = step.operation().name();
            if (layers.contains(step.operation()) && step.isMasked()) {
                missing.merge(name, -1, Integer::sum);
            } else if (layers.contains(step.operation())) {
                unmasked.add(name);
            }
        }
        return unmasked.stream()
                .filter(name -> missing.getOrDefault(name, 0) > 0)
                .map(name ->
                        name + " is called with a mask that comes of no layer before it: masks are those of Masking"
                                + " and of Embedding with mask_zero")
                .toList();
    }
}
