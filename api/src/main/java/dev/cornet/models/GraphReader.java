package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.models.CallRecord.Place;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link ModelReader} for graphs: makes all layers, then replays their calls as soon as what goes in exists. */
final class GraphReader {
    /** A layer with its calls: those made and those to come. */
    private static final class Calls {
        private final String name;
        private final Layer layer;
        private final List<CallRecord> wanted;
        private final List<List<Symbol>> made = new ArrayList<>();
        private final List<Symbol> coming = new ArrayList<>(); // of the next call

        Calls(String name, Layer layer, List<CallRecord> wanted) {
            this.name = name;
            this.layer = layer;
            this.wanted = wanted;
        }

        boolean isDone() {
            return made.size() >= wanted.size();
        }
    }

    /** A call of a layer by its number. */
    private record Call(String layer, int number) {}

    private static final int MOST_NAMES = 5;

    private final ModelReader reader;
    private final String path;
    private final Map<String, Calls> layers = new LinkedHashMap<>();
    private CallNumbers numbers = CallNumbers.PLAIN;

    private GraphReader(ModelReader reader, String path) {
        this.reader = reader;
        this.path = path;
    }

    static @Nullable Model read(ModelReader reader, JsonNode config, String path) {
        return new GraphReader(reader, path).model(config);
    }

    private @Nullable Model model(JsonNode config) {
        JsonNode records = config.path("layers");
        if (!records.isArray()) {
            reader.problem(path + ": layers is missing");
            return null;
        }
        MaskOperations masks = new MaskOperations(records, config.path("output_layers"));
        for (int i = 0; i < records.size(); i++) {
            if (!masks.isOperation(records.get(i))) {
                layer(records.get(i), path + ".layers[" + i + "]", masks);
            }
        }
        if (!reader.isSound()) {
            return null;
        }
        boolean old = isOld(records);
        List<Place> ins = CallRecord.ends(reader, config.path("input_layers"), old, path + ".input_layers");
        List<Place> outs = CallRecord.ends(reader, config.path("output_layers"), old, path + ".output_layers");
        numbers = numbers(outs);
        if (!reader.isSound() || !replay()) {
            return null;
        }
        List<Symbol> inputs = ends(ins, path + ".input_layers");
        List<Symbol> outputs = ends(outs, path + ".output_layers");
        if (!reader.isSound()) {
            return null;
        }
        try {
            Model model = new Model(inputs, outputs);
            if (config.path("output_layers").isObject()
                    && config.path("output_layers").size() == outputs.size()) {
                model.nameOutputs(CallRecord.keys(config.path("output_layers")));
            }
            masks.missing(model).forEach(problem -> reader.problem(path + ": " + problem));
            return model;
        } catch (CornetException e) {
            reader.problem(path + ": " + e.getMessage());
            return null;
        }
    }

    private void layer(JsonNode record, String place, MaskOperations masks) {
        Layer layer = reader.layer(record, place);
        if (layer == null) {
            return;
        }
        String name = record.path("name").asText(layer.name());
        List<CallRecord> wanted = new ArrayList<>();
        JsonNode calls = record.path("inbound_nodes");
        for (int i = 0; i < calls.size(); i++) {
            JsonNode call = masks.withoutMask(name, calls.get(i));
            wanted.add(CallRecord.read(reader, layer, call, place + ".inbound_nodes[" + i + "]"));
        }
        Calls all = new Calls(name, layer, wanted);
        if (layer instanceof InputLayer input) {
            all.made.add(List.of(input.symbol()));
        }
        if (layers.put(name, all) != null) {
            reader.problem(place + ": two layers are named \"" + name + "\"");
        }
    }

    /** True for a graph of Keras 1 or 2. */
    private static boolean isOld(JsonNode records) {
        for (JsonNode record : records) {
            for (JsonNode call : record.path("inbound_nodes")) {
                return CallRecord.isList(call);
            }
        }
        return false;
    }

    private CallNumbers numbers(List<Place> outputs) {
        CallNumbers.Builder builder = new CallNumbers.Builder(reader.countsFromZero());
        layers.forEach((name, calls) -> {
            if (calls.layer instanceof Model nested) {
                builder.nested(name, nested, calls.wanted.size());
            }
            calls.wanted.forEach(call -> call.places().forEach(builder::named));
        });
        outputs.forEach(builder::named);
        return builder.build();
    }

    /** Makes each call as soon as the last of its inputs is made: work in proportion to the inputs, in whatever order the layers stand. */
    private boolean replay() {
        Deque<Calls> ready = new ArrayDeque<>(layers.values());
        Map<Call, List<Calls>> waiting = new HashMap<>();
        while (!ready.isEmpty()) {
            if (!advance(ready.remove(), ready, waiting)) {
                return false;
            }
        }
        List<String> undone = layers.values().stream()
                .filter(calls -> !calls.isDone())
                .limit(MOST_NAMES)
                .map(calls -> calls.layer.name())
                .toList();
        if (!undone.isEmpty()) {
            reader.problem(path + ": these layers wait for each other or for a layer that is missing: "
                    + String.join(", ", undone));
        }
        return undone.isEmpty();
    }

    private boolean advance(Calls calls, Deque<Calls> ready, Map<Call, List<Calls>> waiting) {
        while (!calls.isDone()) {
            int number = calls.made.size();
            CallRecord call = calls.wanted.get(number);
            List<Place> places = call.places();
            while (calls.coming.size() < places.size()) {
                Place place = places.get(calls.coming.size());
                Symbol symbol = find(place);
                if (symbol == null) {
                    waiting.computeIfAbsent(new Call(place.layer(), numbers.index(place)), key -> new ArrayList<>())
                            .add(calls);
                    return true;
                }
                calls.coming.add(symbol);
            }
            try {
                calls.made.add(
                        Node.apply(calls.layer, calls.coming, call.call()).outputs());
            } catch (CornetException e) {
                reader.problem(path + ": " + e.getMessage());
                return false;
            }
            calls.coming.clear();
            ready.addAll(waiting.getOrDefault(new Call(calls.name, number), List.of()));
            waiting.remove(new Call(calls.name, number));
        }
        return true;
    }

    private @Nullable Symbol find(Place place) {
        Calls calls = layers.get(place.layer());
        int call = numbers.index(place);
        if (calls == null || call < 0 || call >= calls.made.size()) {
            return null;
        }
        List<Symbol> outputs = calls.made.get(call);
        return place.output() >= 0 && place.output() < outputs.size() ? outputs.get(place.output()) : null;
    }

    private List<Symbol> ends(List<Place> places, String where) {
        List<Symbol> symbols = new ArrayList<>();
        for (Place place : places) {
            Symbol symbol = find(place);
            if (symbol == null) {
                reader.problem(where + ": there is no tensor " + place);
            } else {
                symbols.add(symbol);
            }
        }
        return symbols;
    }
}
