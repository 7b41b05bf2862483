package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.saving.CallRecord.TensorReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reader of Functional models: creates all layers, then repeats each recorded call as soon as its inputs exist. */
final class GraphReader {
    /** A layer with the records of all its calls, and the outputs of the calls that have been repeated so far. */
    private static final class LayerCalls {
        private final String name;
        private final Layer layer;
        private final List<CallRecord> records;
        private final List<List<Symbol>> outputs = new ArrayList<>();
        private final List<Symbol> nextInputs = new ArrayList<>();

        LayerCalls(String name, Layer layer, List<CallRecord> records) {
            this.name = name;
            this.layer = layer;
            this.records = records;
        }

        boolean isDone() {
            return outputs.size() >= records.size();
        }
    }

    /** A call, identified by the name of its layer and its index among the calls of this layer. */
    private record CallKey(String layer, int index) {}

    private static final int MAX_NAMES = 5;

    private final LayerReader reader;
    private final String path;
    private final Map<String, LayerCalls> layers = new LinkedHashMap<>();
    private CallIndexOffsets callOffsets = CallIndexOffsets.NONE;

    private GraphReader(LayerReader reader, String path) {
        this.reader = reader;
        this.path = path;
    }

    static @Nullable Model read(LayerReader reader, JsonNode config, String path) {
        return new GraphReader(reader, path).model(config);
    }

    private @Nullable Model model(JsonNode config) {
        JsonNode records = config.path("layers");
        if (!records.isArray()) {
            reader.problems().add(path + ": layers is missing");
            return null;
        }
        MaskOperations masks = new MaskOperations(records, config.path("output_layers"));
        for (int i = 0; i < records.size(); i++) {
            if (!masks.computesMask(records.get(i))) {
                readLayer(records.get(i), path + ".layers[" + i + "]", masks);
            }
        }
        if (!reader.hasNoProblems()) {
            return null;
        }
        boolean isLegacy = isLegacy(records);
        List<TensorReference> inputReferences = CallRecord.modelTensors(
                reader.problems(), config.path("input_layers"), isLegacy, path + ".input_layers");
        List<TensorReference> outputReferences = CallRecord.modelTensors(
                reader.problems(), config.path("output_layers"), isLegacy, path + ".output_layers");
        callOffsets = callOffsets(outputReferences);
        if (!reader.hasNoProblems() || !replay()) {
            return null;
        }
        List<Symbol> inputs = symbols(inputReferences, path + ".input_layers");
        List<Symbol> outputs = symbols(outputReferences, path + ".output_layers");
        if (!reader.hasNoProblems()) {
            return null;
        }
        try {
            Model model = new Model(inputs, outputs);
            if (config.path("output_layers").isObject()
                    && config.path("output_layers").size() == outputs.size()) {
                ModelAccess.nameOutputs(model, CallRecord.sortedKeys(config.path("output_layers")));
            }
            masks.missingMasks(model).forEach(problem -> reader.problems().add(path + ": " + problem));
            return model;
        } catch (CornetException e) {
            reader.problems().add(path + ": " + e.getMessage());
            return null;
        }
    }

    private void readLayer(JsonNode record, String layerPath, MaskOperations masks) {
        Layer layer = reader.layer(record, layerPath);
        if (layer == null) {
            return;
        }
        String name = record.path("name").asText(layer.name());
        List<CallRecord> callRecords = new ArrayList<>();
        JsonNode calls = record.path("inbound_nodes");
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = masks.withoutMask(name, calls.get(i));
            callRecords.add(CallRecord.read(reader.problems(), layer, call, layerPath + ".inbound_nodes[" + i + "]"));
        }
        LayerCalls layerCalls = new LayerCalls(name, layer, callRecords);
        if (layer instanceof InputLayer input) {
            layerCalls.outputs.add(List.of(input.symbol()));
        }
        if (layers.put(name, layerCalls) != null) {
            reader.problems().add(layerPath + ": two layers are named \"" + name + "\"");
        }
    }

    /** True for a graph written by Keras 1 or 2. */
    private static boolean isLegacy(JsonNode records) {
        for (JsonNode record : records) {
            for (JsonNode call : record.path("inbound_nodes")) {
                return CallRecord.isLegacy(call);
            }
        }
        return false;
    }

    private CallIndexOffsets callOffsets(List<TensorReference> outputs) {
        CallIndexOffsets.Builder builder = new CallIndexOffsets.Builder(reader.countsFromZero());
        layers.forEach((name, calls) -> {
            if (calls.layer instanceof Model nested) {
                builder.addNested(name, nested, calls.records.size());
            }
            calls.records.forEach(call -> call.inputs().forEach(builder::addReference));
        });
        outputs.forEach(builder::addReference);
        return builder.build();
    }

    /**
     * Repeats each call as soon as the last of its inputs exists. The time is proportional to the number of inputs, whatever the order of
     * the layers in the file.
     */
    private boolean replay() {
        Deque<LayerCalls> ready = new ArrayDeque<>(layers.values());
        Map<CallKey, List<LayerCalls>> waiting = new HashMap<>();
        while (!ready.isEmpty()) {
            if (!advance(ready.remove(), ready, waiting)) {
                return false;
            }
        }
        List<String> undone = layers.values().stream()
                .filter(calls -> !calls.isDone())
                .limit(MAX_NAMES)
                .map(calls -> calls.layer.name())
                .toList();
        if (!undone.isEmpty()) {
            reader.problems()
                    .add(path + ": these layers wait for each other or for a layer that is missing: "
                            + String.join(", ", undone));
        }
        return undone.isEmpty();
    }

    /**
     * Repeats the calls of a layer in order until an input is missing; the layer then waits for this input. Returns false if a call fails.
     */
    private boolean advance(LayerCalls calls, Deque<LayerCalls> ready, Map<CallKey, List<LayerCalls>> waiting) {
        while (!calls.isDone()) {
            int index = calls.outputs.size();
            CallRecord call = calls.records.get(index);
            List<TensorReference> references = call.inputs();
            while (calls.nextInputs.size() < references.size()) {
                TensorReference reference = references.get(calls.nextInputs.size());
                Symbol symbol = find(reference);
                if (symbol == null) {
                    waiting.computeIfAbsent(
                                    new CallKey(reference.layer(), callOffsets.index(reference)),
                                    key -> new ArrayList<>())
                            .add(calls);
                    return true;
                }
                calls.nextInputs.add(symbol);
            }
            try {
                calls.outputs.add(
                        Node.apply(calls.layer, calls.nextInputs, call.call()).outputs());
            } catch (CornetException e) {
                reader.problems().add(path + ": " + e.getMessage());
                return false;
            }
            calls.nextInputs.clear();
            ready.addAll(waiting.getOrDefault(new CallKey(calls.name, index), List.of()));
            waiting.remove(new CallKey(calls.name, index));
        }
        return true;
    }

    private @Nullable Symbol find(TensorReference reference) {
        LayerCalls calls = layers.get(reference.layer());
        int call = callOffsets.index(reference);
        if (calls == null || call < 0 || call >= calls.outputs.size()) {
            return null;
        }
        List<Symbol> outputs = calls.outputs.get(call);
        return reference.output() >= 0 && reference.output() < outputs.size() ? outputs.get(reference.output()) : null;
    }

    private List<Symbol> symbols(List<TensorReference> references, String where) {
        List<Symbol> symbols = new ArrayList<>();
        for (TensorReference reference : references) {
            Symbol symbol = find(reference);
            if (symbol == null) {
                reader.problems().add(where + ": there is no tensor " + reference);
            } else {
                symbols.add(symbol);
            }
        }
        return symbols;
    }
}
