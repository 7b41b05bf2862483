package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configs;
import dev.cornet.exceptions.OptionException;
import dev.cornet.graph.Graph;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From a model to the tree that Keras 3 writes of it. Reference: Keras' "Whole model saving & loading" page. */
final class ModelWriter {
    /** The key of the Keras in whose words a tree is. */
    static final String KERAS_VERSION = "keras_version";

    /** The key of a number that records of one and the same layer have in common. */
    static final String SHARED = "shared_object_id";

    private static final String KERAS = "3.15.1";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Layers whose constructors in Keras take no "trainable". */
    private static final Set<String> WITHOUT_TRAINABLE = Set.of("SpatialDropout1D", "SpatialDropout2D");

    /** The options of wrappers that are layers. */
    private static final List<String> WRAPPED = List.of("layer", "forward_layer", "backward_layer");

    /** The numbers of layers that stand in more than one of the models within a model. */
    private final Map<Layer, Integer> shared = new HashMap<>();

    private final Set<Layer> met = new HashSet<>();

    /** The names of inputs that stand in the middle of another model. */
    private final Map<Symbol, String> entries = new HashMap<>();

    /** Layers that go by another name than their own. */
    private final Map<Layer, String> aliases;

    /** True for one of Cornet's own files, in which everything stays as it is. */
    private final boolean own;

    private ModelWriter(Model model, Map<Layer, String> aliases, boolean own) {
        this.aliases = aliases;
        this.own = own;
        meet(model);
    }

    private void meet(Model model) {
        for (Layer layer : model.layers()) {
            if (!met.add(layer)) {
                shared.putIfAbsent(layer, shared.size() + 1);
            } else if (layer instanceof Model nested) {
                meet(nested);
            }
        }
    }

    /** The tree of a model for one of Cornet's own files, which says in whose words it is. */
    static ObjectNode writeOwn(Model model) {
        return new ModelWriter(model, Map.of(), true).model(model).put(KERAS_VERSION, KERAS);
    }

    /** The tree of a model for Keras. */
    static ObjectNode write(Model model) {
        return new ModelWriter(model, MaskOperations.aliases(model), false).model(model);
    }

    private ObjectNode model(Model model) {
        boolean chain = model instanceof Sequential;
        ObjectNode record = JSON.objectNode();
        record.put("module", chain ? "keras" : "keras.src.models.functional");
        record.put("class_name", model.typeName());
        ObjectNode config = record.putObject("config");
        config.put("name", model.name());
        config.put("trainable", model.trainable());
        if (chain) {
            config.set("dtype", Configs.options(model).get("dtype"));
            chain(model, config);
        } else {
            graph(model.graph(), config);
            if (model.namesOutputs()) {
                config.set("output_layers", byName(model.outputNames(), config.path("output_layers")));
            }
        }
        record.put("registered_name", chain ? null : "Functional");
        JsonNode inputShape = config.path("build_input_shape");
        if (!chain || !inputShape.isMissingNode()) {
            record.putObject("build_config").set("input_shape", chain ? inputShape : JSON.nullNode());
        }
        record.set(
                "compile_config", model.isCompiled() ? CompileWriter.write(model.given(), aliases) : JSON.objectNode());
        return record;
    }

    private void chain(Model model, ObjectNode config) {
        ArrayNode layers = config.putArray("layers");
        if (model.isReady()) {
            InputLayer input = (InputLayer) model.input().node().layer();
            layers.add(input(input));
            config.set("build_input_shape", shape(input));
        }
        model.layers().forEach(layer -> layers.add(layer(layer)));
    }

    private void graph(Graph graph, ObjectNode config) {
        Map<Layer, List<Node>> calls = calls(graph);
        ArrayNode layers = config.putArray("layers");
        for (Symbol given : graph.inputs()) {
            if (!(given.node().layer() instanceof InputLayer)) {
                layers.add(inputInPlaceOf(given, graph));
            }
        }
        for (Layer layer : graph.layers()) {
            ObjectNode record = layer(layer);
            record.put("name", name(layer));
            ArrayNode places = record.putArray("inbound_nodes");
            for (Node node : calls.getOrDefault(layer, List.of())) {
                if (!(layer instanceof InputLayer)) {
                    places.add(call(calls, node));
                }
            }
            layers.add(record);
        }
        config.set("input_layers", ends(calls, graph.inputs(), 0));
        config.set("output_layers", ends(calls, graph.outputs(), 1));
    }

    /** The input of a model that begins in the middle of another one, as Keras makes one then. */
    private ObjectNode inputInPlaceOf(Symbol given, Graph graph) {
        String base = name(given.node().layer()) + "_" + given.index();
        String name = base;
        for (int n = 1; isTaken(name, graph); n++) {
            name = base + "_" + n;
        }
        entries.put(given, name);
        ObjectNode record = input(new InputLayer(given.shape()).named(name));
        record.put("name", name);
        record.putArray("inbound_nodes");
        return record;
    }

    private boolean isTaken(String name, Graph graph) {
        return entries.containsValue(name)
                || graph.layers().stream().anyMatch(layer -> name(layer).equals(name));
    }

    private String name(Layer layer) {
        return aliases.getOrDefault(layer, layer.name());
    }

    private static Map<Layer, List<Node>> calls(Graph graph) {
        Map<Layer, List<Node>> calls = new HashMap<>();
        graph.layers().forEach(layer -> calls.put(layer, graph.nodesOf(layer)));
        return calls;
    }

    private ObjectNode call(Map<Layer, List<Node>> calls, Node node) {
        ArrayNode tensors = JSON.arrayNode();
        for (Symbol input : node.inputs()) {
            ObjectNode tensor = tensors.addObject();
            tensor.put("class_name", "__keras_tensor__");
            ObjectNode config = tensor.putObject("config");
            config.set("shape", batch(input.shape()));
            config.put("dtype", "float32");
            config.set("keras_history", history(calls, input, 0));
        }
        ObjectNode call = JSON.objectNode();
        String further = node.layer().inputArgumentNames();
        boolean list = node.layer() instanceof dev.cornet.nn.Merge<?> || (tensors.size() > 1 && further == null);
        ObjectNode named = JSON.objectNode();
        if (further != null && tensors.size() > 1) {
            ArrayNode rest = named.putArray(further);
            while (tensors.size() > 1) {
                rest.add(tensors.remove(1));
            }
        }
        call.set("args", list ? JSON.arrayNode().add(tensors) : tensors);
        Boolean training = node.call().training();
        if (training != null) {
            named.put(CallRecord.TRAINING, training);
            call.put(CallRecord.TRAINING, training);
        }
        call.set("kwargs", named);
        if (node.call().passesMask()) {
            call.put(CallRecord.PASSES_MASK, true);
        }
        return call;
    }

    /** Where a tensor comes from. Keras counts the calls of a nested model, unless it is a Sequential, from {@code first} on. */
    private ArrayNode history(Map<Layer, List<Node>> calls, Symbol symbol, int first) {
        String entry = entries.get(symbol);
        if (entry != null) {
            return JSON.arrayNode().add(entry).add(0).add(0);
        }
        Layer layer = symbol.node().layer();
        boolean nested = layer instanceof Model && !(layer instanceof Sequential);
        int call = calls.getOrDefault(layer, List.of()).indexOf(symbol.node());
        return JSON.arrayNode()
                .add(name(layer))
                .add(nested ? first + call : call)
                .add(symbol.index());
    }

    private ArrayNode ends(Map<Layer, List<Node>> calls, List<Symbol> symbols, int first) {
        ArrayNode all = JSON.arrayNode();
        symbols.forEach(symbol -> all.add(history(calls, symbol, first)));
        return all.size() == 1 ? (ArrayNode) all.get(0) : all;
    }

    /** A dictionary of the places that stand in a list, or of the one that stands alone. */
    private static ObjectNode byName(List<String> names, JsonNode places) {
        ObjectNode all = JSON.objectNode();
        for (int o = 0; o < names.size(); o++) {
            all.set(names.get(o), names.size() == 1 ? places : places.get(o));
        }
        return all;
    }

    private ObjectNode layer(Layer layer) {
        ObjectNode record = layer instanceof Model model ? model(model) : plain(layer);
        Integer number = shared.get(layer);
        if (number != null) {
            record.put(SHARED, number);
        }
        return record;
    }

    /** The record of a layer; a refusal names it. */
    private static ObjectNode record(Layer layer) {
        try {
            return Configs.write(layer);
        } catch (OptionException e) {
            throw new OptionException("layer " + layer.describe() + " cannot be saved: " + e.getMessage(), e);
        }
    }

    private ObjectNode plain(Layer layer) {
        if (layer instanceof InputLayer input) {
            return input(input);
        }
        requireOptionsAsBuilt(layer);
        ObjectNode record = record(layer);
        ObjectNode config = (ObjectNode) record.get("config");
        config.put("name", name(layer));
        if (own) {
            inOwnWords(layer, config);
        }
        refit(record);
        List<Shape> ins = layer.isBuilt() ? layer.inputShapes() : List.of();
        if (!layer.carried().isEmpty()) {
            return record; // Keras must build it by the input's batch size
        }
        if (ins.size() > 1 && layer.inputArgumentNames() == null) {
            ArrayNode shapes = record.putObject("build_config").putArray("input_shape");
            ins.forEach(in -> shapes.add(batch(in)));
        } else if (ins.size() == 1 && !layer.variables().isEmpty()) {
            record.putObject("build_config").set("input_shape", batch(ins.get(0)));
        }
        return record;
    }

    /** Replaces the record of a model within a wrapper, which is one for Keras. */
    private void inOwnWords(Layer layer, ObjectNode config) {
        List<Layer> inner = layer.sublayers();
        if (inner.size() != 1 || !(config.get("layer") instanceof ObjectNode record)) {
            return;
        }
        if (inner.get(0) instanceof Model model) {
            config.set("layer", model(model));
        } else if (record.get("config") instanceof ObjectNode options) {
            inOwnWords(inner.get(0), options);
        }
    }

    /** Puts what Keras' constructors do not take beside the options, where Keras does not look, of layers within wrappers too. */
    private static void refit(JsonNode node) {
        if (node instanceof ObjectNode record && record.path("config") instanceof ObjectNode config) {
            if (WITHOUT_TRAINABLE.contains(record.path("class_name").asText()) && !ClassRecord.isUsers(record)) {
                JsonNode trainable = config.remove(ClassRecord.TRAINABLE);
                if (trainable != null && !trainable.asBoolean()) {
                    record.set(ClassRecord.TRAINABLE, trainable);
                }
            }
            WRAPPED.forEach(key -> refit(config.path(key)));
        }
    }

    private static void requireOptionsAsBuilt(Layer layer) {
        layer.requireOptionsAsBuilt();
        layer.sublayers().forEach(ModelWriter::requireOptionsAsBuilt);
    }

    private static ObjectNode input(InputLayer input) {
        ObjectNode record = JSON.objectNode();
        record.put("module", "keras.layers");
        record.put("class_name", "InputLayer");
        ObjectNode config = record.putObject("config");
        config.set("batch_shape", shape(input));
        config.put("dtype", "float32");
        config.put("sparse", false);
        config.put("ragged", false);
        config.put("name", input.name());
        config.put("optional", false);
        record.put("registered_name", (String) null);
        return record;
    }

    private static ArrayNode shape(InputLayer input) {
        ArrayNode shape = batch(input.shape());
        Integer batchSize = input.batchSize();
        if (batchSize != null) {
            shape.set(0, batchSize);
        }
        return shape;
    }

    private static ArrayNode batch(Shape sample) {
        ArrayNode dims = JSON.arrayNode().addNull();
        for (int d : sample.toArray()) {
            dims.add(d < 0 ? null : JSON.numberNode(d));
        }
        return dims;
    }
}
