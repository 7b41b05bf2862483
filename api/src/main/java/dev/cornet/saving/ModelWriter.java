package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configs;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.models.Sequential;
import dev.cornet.nn.CallArguments;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.LayerGraph;
import dev.cornet.nn.Node;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writer of a model's architecture as the JSON tree of Keras 3. Reference: Keras' "Whole model saving &amp; loading" page. */
final class ModelWriter {
    /** The key of the version of Keras in whose format a tree is written. */
    static final String KERAS_VERSION = "keras_version";

    /** The key of the number that the records of a shared layer have in common. */
    static final String SHARED_OBJECT_ID = "shared_object_id";

    private static final String WRITTEN_VERSION = "3.15.1";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Layers whose Keras constructors do not accept "trainable". */
    private static final Set<String> WITHOUT_TRAINABLE = Set.of("SpatialDropout1D", "SpatialDropout2D");

    /** The options of wrappers that hold layers. */
    private static final List<String> WRAPPED_LAYERS = List.of("layer", "forward_layer", "backward_layer");

    /** The numbers of shared layers, which occur in several nested models or in the model and a nested model. */
    private final Map<Layer, Integer> sharedIds = new HashMap<>();

    private final Set<Layer> visited = new HashSet<>();

    /** The names of the input layers that are added for inputs that are inner tensors of another model. */
    private final Map<Symbol, String> addedInputs = new HashMap<>();

    /** The saved names of layers whose saved name differs from their own. */
    private final Map<Layer, String> aliases;

    /** True for the tree in a .cornet file, which keeps names and nested models as they are instead of adapting them to Keras. */
    private final boolean isForCornet;

    private ModelWriter(Model model, Map<Layer, String> aliases, boolean isForCornet) {
        this.aliases = aliases;
        this.isForCornet = isForCornet;
        findSharedLayers(model);
    }

    private void findSharedLayers(Model model) {
        for (Layer layer : model.layers()) {
            if (!visited.add(layer)) {
                sharedIds.putIfAbsent(layer, sharedIds.size() + 1);
            } else if (layer instanceof Model nested) {
                findSharedLayers(nested);
            }
        }
    }

    /** The tree for a .cornet file, with the version of Keras in whose format it is written. */
    static ObjectNode writeForCornet(Model model) {
        return new ModelWriter(model, Map.of(), true).model(model).put(KERAS_VERSION, WRITTEN_VERSION);
    }

    /** The tree for Keras. */
    static ObjectNode writeForKeras(Model model) {
        return new ModelWriter(model, MaskOperations.aliases(model), false).model(model);
    }

    private ObjectNode model(Model model) {
        boolean isSequential = model instanceof Sequential;
        ObjectNode record = JSON.objectNode();
        record.put("module", isSequential ? "keras" : "keras.src.models.functional");
        record.put("class_name", LayerAccess.typeName(model));
        ObjectNode config = record.putObject("config");
        config.put("name", model.name());
        config.put("trainable", model.trainable());
        if (isSequential) {
            config.set("dtype", Configs.options(model).get("dtype"));
            sequential(model, config);
        } else {
            graph(model.graph(), config);
            List<String> names = ModelAccess.namedOutputs(model);
            if (!names.isEmpty()) {
                config.set("output_layers", byName(names, config.path("output_layers")));
            }
        }
        record.put("registered_name", isSequential ? null : "Functional");
        JsonNode inputShape = config.path("build_input_shape");
        if (!isSequential || !inputShape.isMissingNode()) {
            record.putObject("build_config").set("input_shape", isSequential ? inputShape : JSON.nullNode());
        }
        record.set(
                "compile_config",
                model.isCompiled()
                        ? CompileWriter.write(ModelAccess.compileArguments(model), aliases)
                        : JSON.objectNode());
        return record;
    }

    private void sequential(Model model, ObjectNode config) {
        ArrayNode layers = config.putArray("layers");
        if (model.isBuilt()) {
            InputLayer input = (InputLayer) model.input().node().layer();
            layers.add(input(input));
            config.set("build_input_shape", shape(input));
        }
        model.layers().forEach(layer -> layers.add(layer(layer)));
    }

    private void graph(LayerGraph graph, ObjectNode config) {
        graph.nodes().forEach(node -> requireLayer(node.operation()));
        Map<Layer, List<Node>> calls = calls(graph);
        ArrayNode layers = config.putArray("layers");
        for (Symbol input : graph.inputs()) {
            if (!(input.node().layer() instanceof InputLayer)) {
                layers.add(addedInput(input, graph));
            }
        }
        for (Layer layer : graph.layers()) {
            ObjectNode record = layer(layer);
            record.put("name", name(layer));
            ArrayNode nodes = record.putArray("inbound_nodes");
            for (Node node : calls.getOrDefault(layer, List.of())) {
                if (!(layer instanceof InputLayer)) {
                    nodes.add(call(calls, node));
                }
            }
            layers.add(record);
        }
        config.set("input_layers", tensors(calls, graph.inputs(), 0));
        config.set("output_layers", tensors(calls, graph.outputs(), 1));
    }

    private static void requireLayer(Operation operation) {
        if (!(operation instanceof Layer)) {
            throw new CornetException(LayerAccess.describe(operation)
                    + ": is an operation of the graph that is not a layer, so it has no form in a file. Write it as a layer"
                    + " to save the model, or save the weights alone.");
        }
    }

    /** The record of an input layer for an input that is an inner tensor of another model; Keras adds such a layer too. */
    private ObjectNode addedInput(Symbol tensor, LayerGraph graph) {
        String base = name(tensor.node().layer()) + "_" + tensor.index();
        String name = base;
        for (int n = 1; isTaken(name, graph); n++) {
            name = base + "_" + n;
        }
        addedInputs.put(tensor, name);
        ObjectNode record = input(new InputLayer(tensor.shape().withoutBatch()).named(name));
        record.put("name", name);
        record.putArray("inbound_nodes");
        return record;
    }

    private boolean isTaken(String name, LayerGraph graph) {
        return addedInputs.containsValue(name)
                || graph.layers().stream().anyMatch(layer -> name(layer).equals(name));
    }

    private String name(Layer layer) {
        return aliases.getOrDefault(layer, layer.name());
    }

    private static Map<Layer, List<Node>> calls(LayerGraph graph) {
        Map<Layer, List<Node>> calls = new HashMap<>();
        graph.layers().forEach(layer -> calls.put(layer, graph.nodesOf(layer)));
        return calls;
    }

    private ObjectNode call(Map<Layer, List<Node>> calls, Node node) {
        ObjectNode call = JSON.objectNode();
        ArrayNode positional = call.putArray("args");
        node.arguments().positional().forEach(argument -> positional.add(argument(calls, node, argument)));
        ObjectNode named = call.putObject("kwargs");
        new TreeMap<>(node.arguments().named())
                .forEach((name, argument) -> named.set(name, argument(calls, node, argument)));
        if (node.call().training() != null) {
            call.set(CallRecord.TRAINING, named.get(CallRecord.TRAINING));
        }
        if (node.call().passesMask()) {
            call.put(CallRecord.PASSES_MASK, true);
        }
        return call;
    }

    private JsonNode argument(Map<Layer, List<Node>> calls, Node node, CallArguments.Argument argument) {
        if (argument instanceof CallArguments.ListOf list) {
            ArrayNode elements = JSON.arrayNode();
            list.elements().forEach(element -> elements.add(argument(calls, node, element)));
            return elements;
        }
        if (argument instanceof CallArguments.Input input) {
            return tensor(calls, node.inputs().get(input.index()));
        }
        return constant(((CallArguments.Constant) argument).value());
    }

    private static JsonNode constant(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            return JSON.numberNode(((Number) value).longValue());
        } else if (value instanceof Number number) {
            return JSON.numberNode(number.doubleValue());
        }
        return value == null ? JSON.nullNode() : JSON.textNode(value.toString());
    }

    private ObjectNode tensor(Map<Layer, List<Node>> calls, Symbol symbol) {
        ObjectNode tensor = JSON.objectNode();
        tensor.put("class_name", "__keras_tensor__");
        ObjectNode config = tensor.putObject("config");
        config.set("shape", dims(symbol.shape()));
        config.put("dtype", "float32");
        config.set("keras_history", history(calls, symbol, 0));
        return tensor;
    }

    /**
     * The keras_history of a tensor: layer, call, output. The calls of a nested model, unless it is Sequential, are counted from
     * {@code first}.
     */
    private ArrayNode history(Map<Layer, List<Node>> calls, Symbol symbol, int first) {
        String addedInput = addedInputs.get(symbol);
        if (addedInput != null) {
            return JSON.arrayNode().add(addedInput).add(0).add(0);
        }
        Layer layer = symbol.node().layer();
        boolean isNestedModel = layer instanceof Model && !(layer instanceof Sequential);
        int call = calls.getOrDefault(layer, List.of()).indexOf(symbol.node());
        return JSON.arrayNode()
                .add(name(layer))
                .add(isNestedModel ? first + call : call)
                .add(symbol.index());
    }

    private ArrayNode tensors(Map<Layer, List<Node>> calls, List<Symbol> symbols, int first) {
        ArrayNode all = JSON.arrayNode();
        symbols.forEach(symbol -> all.add(history(calls, symbol, first)));
        return all.size() == 1 ? (ArrayNode) all.get(0) : all;
    }

    /** A dictionary of the tensors in a list, or of a single tensor, by the names of outputs. */
    private static ObjectNode byName(List<String> names, JsonNode tensors) {
        ObjectNode all = JSON.objectNode();
        for (int o = 0; o < names.size(); o++) {
            all.set(names.get(o), names.size() == 1 ? tensors : tensors.get(o));
        }
        return all;
    }

    private ObjectNode layer(Layer layer) {
        ObjectNode record = layer instanceof Model model ? model(model) : simpleLayer(layer);
        Integer sharedId = sharedIds.get(layer);
        if (sharedId != null) {
            record.put(SHARED_OBJECT_ID, sharedId);
        }
        return record;
    }

    /** The record of a layer; if that fails, the message names the layer. */
    private static ObjectNode record(Layer layer) {
        try {
            return Configs.write(layer);
        } catch (OptionException e) {
            throw new OptionException(
                    "layer " + LayerAccess.describe(layer) + " cannot be saved: " + e.getMessage(), e);
        }
    }

    private ObjectNode simpleLayer(Layer layer) {
        if (layer instanceof InputLayer input) {
            return input(input);
        }
        requireOptionsAsBuilt(layer);
        ObjectNode record = record(layer);
        ObjectNode config = (ObjectNode) record.get("config");
        config.put("name", name(layer));
        if (isForCornet) {
            rewriteWrappedModel(layer, config);
        }
        moveTrainable(record);
        List<Shape> ins = layer.isBuilt() ? LayerAccess.inputShapes(layer) : List.of();
        if (!LayerAccess.recurrentStates(layer).isEmpty()) {
            return record; // no build_config: Keras must build a stateful layer with the batch size of its input
        }
        if (ins.size() > 1 && LayerAccess.inputArgumentName(layer) == null) {
            ArrayNode shapes = record.putObject("build_config").putArray("input_shape");
            ins.forEach(in -> shapes.add(dims(in)));
        } else if (ins.size() == 1 && !layer.variables().isEmpty()) {
            record.putObject("build_config").set("input_shape", dims(ins.get(0)));
        }
        return record;
    }

    /** Replaces the record of a model in a wrapper, which is written for Keras, by a record for a .cornet file. */
    private void rewriteWrappedModel(Layer layer, ObjectNode config) {
        List<Layer> inner = LayerAccess.sublayers(layer);
        if (inner.size() != 1 || !(config.get("layer") instanceof ObjectNode record)) {
            return;
        }
        if (inner.get(0) instanceof Model model) {
            config.set("layer", model(model));
        } else if (record.get("config") instanceof ObjectNode options) {
            rewriteWrappedModel(inner.get(0), options);
        }
    }

    /**
     * Moves "trainable" out of the options of layers whose Keras constructors do not accept it, to a key of the record that Keras ignores;
     * also in the layers of wrappers.
     */
    private static void moveTrainable(JsonNode node) {
        if (node instanceof ObjectNode record && record.path("config") instanceof ObjectNode config) {
            if (WITHOUT_TRAINABLE.contains(record.path("class_name").asText()) && !ClassRecord.isUserClass(record)) {
                JsonNode trainable = config.remove(ClassRecord.TRAINABLE);
                if (trainable != null && !trainable.asBoolean()) {
                    record.set(ClassRecord.TRAINABLE, trainable);
                }
            }
            WRAPPED_LAYERS.forEach(key -> moveTrainable(config.path(key)));
        }
    }

    private static void requireOptionsAsBuilt(Layer layer) {
        LayerAccess.requireOptionsAsBuilt(layer);
        LayerAccess.sublayers(layer).forEach(ModelWriter::requireOptionsAsBuilt);
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
        ArrayNode shape = dims(input.shape().withBatch(-1));
        Integer batchSize = input.batchSize();
        if (batchSize != null) {
            shape.set(0, batchSize);
        }
        return shape;
    }

    /** The sizes of a shape; null for a size that is not known. */
    private static ArrayNode dims(Shape shape) {
        ArrayNode dims = JSON.arrayNode();
        for (int d : shape.toArray()) {
            dims.add(d < 0 ? null : JSON.numberNode(d));
        }
        return dims;
    }
}
