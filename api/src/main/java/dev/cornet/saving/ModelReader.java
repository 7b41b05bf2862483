package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configs;
import dev.cornet.config.OwnOptions;
import dev.cornet.config.Registry;
import dev.cornet.console.Console;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reader of models from the JSON tree of Keras 3 and earlier versions. All unknown layers and options of a tree are reported at once. */
final class ModelReader implements LayerReader {
    private static final Set<String> FUNCTIONAL_CLASSES = Set.of("Functional", "Model");

    /** The description, in messages, of a tree that is only checked. */
    static final String CHECKED_TREE = "its architecture";

    /** Reading of further layers stops after this many problems. */
    private static final int MAX_PROBLEMS = 200;

    private final List<String> problems = new ArrayList<>();
    private final boolean countsFromZero;
    private final boolean strict;
    private final UnknownLayers unknown = new UnknownLayers();
    private final KerasOperations operations = new KerasOperations();
    private final Map<Long, Layer> sharedLayers = new HashMap<>();
    private String where = "";
    private boolean isCheck;
    private int layerCount;

    /**
     * @param countsFromZero see {@link #countsFromZero()}
     * @param strict true if an unknown loss, metric or optimizer is an error, since training could not be resumed without it
     */
    private ModelReader(boolean countsFromZero, boolean strict) {
        this.countsFromZero = countsFromZero;
        this.strict = strict;
    }

    /** Reads a model; problems of the tree are thrown as one {@link ModelFormatException} whose message begins with {@code where}. */
    static Model read(JsonNode tree, String where) {
        return read(tree, new ModelReader(false, false), where);
    }

    /**
     * Reads a model from the tree in a .cornet file. Files without a Keras version have Cornet's first format, which counted calls from 0.
     */
    static Model readCornetJson(JsonNode tree, String where) {
        return read(tree, new ModelReader(!tree.has(ModelWriter.KERAS_VERSION), true), where);
    }

    /** Reads a model only to check that this is possible: without allocating weights and without compiling. */
    static Model readForCheck(JsonNode tree) {
        ModelReader reader = new ModelReader(false, true);
        reader.isCheck = true;
        return WeightAllocation.dryRun(() -> read(tree, reader, CHECKED_TREE));
    }

    /** True for the class names of models. */
    static boolean isModel(String className) {
        return className.equals("Sequential") || FUNCTIONAL_CLASSES.contains(className);
    }

    /** Reads a model that is an option of a layer; returns null on errors, which are added to {@code problems}. */
    static @Nullable Model readNested(JsonNode record, String path, List<String> problems) {
        ModelReader reader = new ModelReader(false, false);
        Model model = reader.nested(record, path);
        reader.unknown.addProblemsTo(reader.problems);
        reader.operations.addAdviceTo(reader.problems);
        problems.addAll(reader.problems);
        return reader.problems.isEmpty() ? model : null;
    }

    private static Model read(JsonNode tree, ModelReader reader, String where) {
        reader.where = where;
        try {
            JsonNode upgraded = LegacyKeras.upgrade(tree);
            DTypePolicies.toFloat32(upgraded, where);
            Model model = reader.model(upgraded, "model");
            reader.unknown.addProblemsTo(reader.problems);
            reader.operations.addAdviceTo(reader.problems);
            if (model != null && reader.problems.isEmpty()) {
                reader.problems.addAll(reader.operations.maskProblems(model));
                reader.compile(model, upgraded.path("compile_config"), where);
            }
            if (model == null || !reader.problems.isEmpty()) {
                throw ModelFormatException.listing(where + ":\n  ", reader.problems);
            }
            return model;
        } catch (ModelFormatException e) {
            throw e;
        } catch (CornetException e) {
            throw new ModelFormatException(where + ": " + e.getMessage(), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new ModelFormatException(where + ": the layers do not fit together (" + e + ")", e);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(where + ": the model needs more memory than Java has (-Xmx)", e);
        }
    }

    /**
     * Compiles the model with the saved arguments. If an argument is unknown, adds a problem if strict, else warns and leaves the model
     * uncompiled.
     */
    private void compile(Model model, JsonNode config, String where) {
        if (isCheck) {
            CompileReader.check(config, problems);
            return;
        }
        List<String> unknown = new ArrayList<>();
        CompileReader.read(model, config, unknown);
        if (strict) {
            problems.addAll(unknown);
        } else if (!unknown.isEmpty()) {
            Console.warn(where + ": read, but not compiled. Call compile before training.\n  "
                    + String.join("\n  ", unknown));
        }
    }

    private static boolean isLayer(String className) {
        return Registry.components(Layer.class).stream()
                .anyMatch(layer -> layer.getSimpleName().equals(className));
    }

    private @Nullable Model model(JsonNode record, String path) {
        String className = record.path("class_name").asText();
        JsonNode config = record.path("config");
        boolean isSequential = className.equals("Sequential");
        if (!isSequential && !FUNCTIONAL_CLASSES.contains(className)) {
            problems.add(path + ": expected a Sequential or Functional model, got "
                    + (className.isEmpty()
                            ? "a tree without class_name"
                            : isLayer(className)
                                    ? "the layer \"" + className + "\". Put it into a Sequential model"
                                    : "\"" + className
                                            + "\", a class of Python code, which cannot run here. Build in Python"
                                            + " keras.Model(inputs, outputs) of its layers and save that, or make the model here and give"
                                            + " it the weights by loadWeights"));
            return null;
        }
        Model model =
                isSequential ? sequential(config, path + ".config") : GraphReader.read(this, config, path + ".config");
        if (model != null && config.path("name").isTextual()) {
            setName(model, config.path("name").asText(), path);
        }
        if (model != null
                && config.path("trainable").isBoolean()
                && !config.path("trainable").booleanValue()) {
            model.trainable(false);
        }
        return model;
    }

    @Override
    public List<String> problems() {
        return problems;
    }

    @Override
    public boolean countsFromZero() {
        return countsFromZero;
    }

    @Override
    public boolean hasNoProblems() {
        return problems.isEmpty() && unknown.isEmpty();
    }

    private void setName(Layer layer, String name, String path) {
        if (name.length() > Limits.NAME_LENGTH) {
            problems.add(path + ": a name of " + name.length() + " characters is too long");
            return;
        }
        try {
            layer.named(name);
        } catch (CornetException e) {
            problems.add(path + ": " + e.getMessage());
        }
    }

    private @Nullable Model sequential(JsonNode config, String path) {
        JsonNode records = config.isArray() ? config : config.path("layers"); // early Keras 2: config is the list
        if (!records.isArray()) {
            problems.add(path + ": layers is missing");
            return null;
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            String layerPath = path + ".layers[" + i + "]";
            JsonNode record = records.get(i);
            JsonNode legacyShape = record.path("config").path(LegacyKeras.BATCH_INPUT_SHAPE);
            if (i == 0
                    && legacyShape.isArray()
                    && !OwnOptions.contain(record, LegacyKeras.BATCH_INPUT_SHAPE)
                    && !record.path("class_name").asText().equals("InputLayer")) {
                Shape shape = sampleShape(legacyShape, layerPath);
                if (shape != null) {
                    layers.add(new InputLayer(shape));
                }
            }
            Layer layer = layer(record, layerPath);
            if (layer != null) {
                layers.add(layer);
            }
        }
        JsonNode buildShape = config.path("build_input_shape");
        if (!layers.isEmpty() && !(layers.get(0) instanceof InputLayer) && buildShape.isArray()) {
            Shape shape = sampleShape(buildShape, path + ".build_input_shape");
            if (shape != null) {
                layers.add(0, new InputLayer(shape));
            }
        }
        if (!hasNoProblems()) {
            return null;
        }
        Sequential model = new Sequential();
        for (int i = 0; i < layers.size(); i++) {
            try {
                model.add(layers.get(i));
            } catch (CornetException e) {
                problems.add(path + ".layers: " + e.getMessage());
                return null;
            }
        }
        return model;
    }

    @Override
    public @Nullable Layer layer(JsonNode record, String path) {
        if (++layerCount > Limits.LAYERS) {
            throw new ModelFormatException(path + ": more than " + Limits.LAYERS + " layers");
        }
        JsonNode id = record.path(ModelWriter.SHARED_OBJECT_ID);
        Layer known = id.canConvertToLong() ? sharedLayers.get(id.longValue()) : null;
        Layer layer = known != null ? known : newLayer(record, path);
        if (layer != null && id.canConvertToLong()) {
            sharedLayers.put(id.longValue(), layer);
        }
        return layer;
    }

    private @Nullable Layer newLayer(JsonNode record, String path) {
        if (problems.size() >= MAX_PROBLEMS) {
            return null; // the file will be refused anyway
        }
        String className = record.path("class_name").asText();
        boolean isUserClass = ClassRecord.isUserClass(record);
        if (!isUserClass && isModel(className)) {
            return nested(record, path);
        } else if (!isUserClass && className.equals("InputLayer")) {
            return input(record.path("config"), path + ".config");
        } else if (KerasOperations.isOperation(record)) {
            return operation(record, path);
        }
        String name = record.path("config").path("name").asText(className);
        if (unknown.noteIfUnknown(record, record.path("config").path("name").asText(path))
                || PythonCode.reportIfPresent(record, path, problems)) {
            return null;
        }
        Layer layer = Configs.read(Layer.class, withoutInputShape(record), path, problems);
        if (layer != null) {
            setName(layer, name, path);
        }
        return layer;
    }

    /** Reads a nested model and compiles it with its saved arguments. */
    private @Nullable Model nested(JsonNode record, String path) {
        Model model = model(record, path);
        if (model != null && hasNoProblems()) {
            compile(model, record.path("compile_config"), where.isEmpty() ? path : where + ": " + path);
        }
        return model;
    }

    private @Nullable Layer operation(JsonNode record, String path) {
        if (!KerasOperations.hasLayerForm(record)) {
            problems.add(operations.refusal(record, path));
            return null;
        }
        Layer layer = newLayer(KerasOperations.asLayer(record), path);
        if (layer != null) {
            operations.noteReplaced(layer);
        }
        return layer;
    }

    private static JsonNode withoutInputShape(JsonNode record) {
        if (record.path("config").has(LegacyKeras.BATCH_INPUT_SHAPE)
                && !OwnOptions.contain(record, LegacyKeras.BATCH_INPUT_SHAPE)) {
            ObjectNode copy = record.deepCopy();
            ((ObjectNode) copy.get("config")).remove(LegacyKeras.BATCH_INPUT_SHAPE);
            return copy;
        }
        return record;
    }

    private @Nullable Layer input(JsonNode config, String path) {
        JsonNode batchShape =
                config.has("batch_shape") ? config.get("batch_shape") : config.path(LegacyKeras.BATCH_INPUT_SHAPE);
        JsonNode dtype = config.path("dtype");
        if (dtype.isTextual() && !dtype.asText().matches("float32|float64|float16|bfloat16|u?int(8|16|32|64)|bool")) {
            problems.add(path + ".dtype: inputs are numbers, got " + dtype);
        }
        if (config.path("sparse").asBoolean() || config.path("ragged").asBoolean()) {
            problems.add(path + ": sparse and ragged inputs are not supported");
        }
        Shape shape = sampleShape(batchShape, path + ".batch_shape");
        if (shape == null) {
            return null;
        }
        JsonNode batchSize = batchShape.get(0);
        InputLayer input = new InputLayer(shape, batchSize.isInt() ? (Integer) batchSize.intValue() : null);
        if (config.path("name").isTextual()) {
            setName(input, config.path("name").asText(), path);
        }
        return input;
    }

    private @Nullable Shape sampleShape(JsonNode dims, String path) {
        boolean fits = dims.isArray() && dims.size() >= 1 && dims.size() <= Limits.RANK;
        int[] sample = new int[fits ? dims.size() - 1 : 0];
        for (int i = 0; fits && i < sample.length; i++) {
            JsonNode d = dims.get(i + 1);
            fits = d.isNull() || (d.isInt() && d.intValue() >= 0);
            sample[i] = d.isNull() ? -1 : d.intValue();
        }
        if (!fits) {
            problems.add(path + ": expected the shape of a batch as [null, 28, 28, 1], got "
                    + (dims.size() > Limits.RANK ? "a list of " + dims.size() : dims));
            return null;
        }
        Shape shape = Shape.of(sample);
        if (!shape.isKnown()) {
            problems.add(path + ": sizes that are open until run time are not supported, got " + dims
                    + "; give the model the size of your data in Keras: keras.Input((224, 224, 3))");
            return null;
        }
        return shape;
    }
}
