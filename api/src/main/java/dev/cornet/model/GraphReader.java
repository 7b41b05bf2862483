package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.error.CornetException;
import dev.cornet.layer.InputLayer;
import dev.cornet.layer.Layer;
import dev.cornet.layer.Node;
import dev.cornet.layer.Symbol;
import dev.cornet.model.CallRecord.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link ModelReader} for graphs: makes all layers, then replays their calls as soon as what goes in exists. */
final class GraphReader {
    /** A layer with its calls: those made and those to come. */
    private static final class Calls {
        private final Layer layer;
        private final List<CallRecord> wanted;
        private final List<List<Symbol>> made = new ArrayList<>();

        Calls(Layer layer, List<CallRecord> wanted) {
            this.layer = layer;
            this.wanted = wanted;
        }

        boolean isDone() {
            return made.size() >= wanted.size();
        }
    }

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
        MaskRecords masks = new MaskRecords(records, config.path("output_layers"));
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
            masks.missing(model).forEach(problem -> reader.problem(path + ": " + problem));
            return model;
        } catch (CornetException e) {
            reader.problem(path + ": " + e.getMessage());
            return null;
        }
    }

    private void layer(JsonNode record, String place, MaskRecords masks) {
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
        Calls all = new Calls(layer, wanted);
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

    private boolean replay() {
        List<Calls> waiting = new ArrayList<>(layers.values());
        int before;
        do {
            before = waiting.size();
            boolean moved = false;
            List<Calls> later = new ArrayList<>();
            for (Calls calls : waiting) {
                moved |= advance(calls);
                if (!calls.isDone()) {
                    later.add(calls);
                }
            }
            waiting = later;
            if (!reader.isSound()) {
                return false;
            }
            if (!moved && !waiting.isEmpty()) {
                String names = String.join(
                        ", ", waiting.stream().limit(5).map(c -> c.layer.name()).toList());
                reader.problem(path + ": these layers wait for each other or for a layer that is missing: " + names);
                return false;
            }
        } while (!waiting.isEmpty() || before < waiting.size());
        return true;
    }

    private boolean advance(Calls calls) {
        boolean moved = false;
        while (!calls.isDone()) {
            List<Symbol> inputs = new ArrayList<>();
            CallRecord call = calls.wanted.get(calls.made.size());
            for (Place place : call.places()) {
                Symbol symbol = find(place);
                if (symbol == null) {
                    return moved;
                }
                inputs.add(symbol);
            }
            try {
                calls.made.add(Node.apply(calls.layer, inputs, call.call()).outputs());
            } catch (CornetException e) {
                reader.problem(path + ": " + e.getMessage());
                return false;
            }
            moved = true;
        }
        return moved;
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
