package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.error.CornetException;
import dev.cornet.layer.InputLayer;
import dev.cornet.layer.Layer;
import dev.cornet.layer.Node;
import dev.cornet.layer.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link ModelReader} for graphs: makes all layers, then replays their calls as soon as what goes in exists. */
final class GraphReader {
    /** A tensor of the graph: an output of a call of a layer. */
    private record Place(String layer, int call, int output) {}

    /** A layer with its calls: those made and those to come. */
    private static final class Calls {
        private final Layer layer;
        private final List<List<Place>> wanted;
        private final List<List<Symbol>> made = new ArrayList<>();

        Calls(Layer layer, List<List<Place>> wanted) {
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
        MaskRecords masks = new MaskRecords(records);
        for (int i = 0; i < records.size(); i++) {
            if (!masks.isOperation(records.get(i))) {
                layer(records.get(i), path + ".layers[" + i + "]", masks);
            }
        }
        if (!reader.isSound() || !replay()) {
            return null;
        }
        List<Symbol> inputs = ends(config.path("input_layers"), path + ".input_layers");
        List<Symbol> outputs = ends(config.path("output_layers"), path + ".output_layers");
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
        List<List<Place>> wanted = new ArrayList<>();
        JsonNode calls = record.path("inbound_nodes");
        for (int i = 0; i < calls.size(); i++) {
            List<Place> places = new ArrayList<>();
            collect(masks.withoutMask(name, calls.get(i)), places, place + ".inbound_nodes[" + i + "]");
            wanted.add(places);
        }
        Calls all = new Calls(layer, wanted);
        if (layer instanceof InputLayer input) {
            all.made.add(List.of(input.symbol()));
        }
        if (layers.put(name, all) != null) {
            reader.problem(place + ": two layers are named \"" + name + "\"");
        }
    }

    /** The tensors of a call in order: Keras 3's records at any depth of args, or Keras 2's [name, call, output, …]. */
    private void collect(JsonNode node, List<Place> places, String where) {
        if (node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()
                && node.get(2).isInt()) {
            places.add(new Place(
                    node.get(0).asText(), node.get(1).intValue(), node.get(2).intValue()));
        } else if (node.path("class_name").asText().equals("__keras_tensor__")) {
            collect(node.path("config").path("keras_history"), places, where);
        } else if (node.isArray()) {
            node.forEach(inner -> collect(inner, places, where));
        } else if (node.has("args")) {
            node.get("args").forEach(inner -> collect(inner, places, where));
            node.path("kwargs").fields().forEachRemaining(option -> {
                if (option.getKey().equals("initial_state") && option.getValue().isArray()) {
                    collect(option.getValue(), places, where);
                } else if (!option.getValue().isNull() && !option.getKey().equals("training")) {
                    reader.problem(where + ": the argument \"" + option.getKey() + "\" of the call is not supported");
                }
            });
        } else {
            reader.problem(where + ": expected a tensor of the graph, got " + node.getNodeType());
        }
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
            for (Place place : calls.wanted.get(calls.made.size())) {
                Symbol symbol = find(place);
                if (symbol == null) {
                    return moved;
                }
                inputs.add(symbol);
            }
            try {
                calls.made.add(Node.apply(calls.layer, inputs).outputs());
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
        if (calls == null || place.call() < 0 || place.call() >= calls.made.size()) {
            return null;
        }
        List<Symbol> outputs = calls.made.get(place.call());
        return place.output() >= 0 && place.output() < outputs.size() ? outputs.get(place.output()) : null;
    }

    private List<Symbol> ends(JsonNode ends, String where) {
        List<Place> places = new ArrayList<>();
        if (ends.isObject()) { // a dictionary from names
            ends.forEach(end -> collect(end, places, where));
        } else {
            collect(ends, places, where);
        }
        List<Symbol> symbols = new ArrayList<>();
        for (Place place : places) {
            Symbol symbol = find(place);
            if (symbol == null) {
                reader.problem(where + ": there is no tensor " + place.layer() + "[" + place.call() + "]["
                        + place.output() + "]");
            } else {
                symbols.add(symbol);
            }
        }
        return symbols;
    }
}
