package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.console.Console;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.UninitializedWeights;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From Keras' tree (version 3, and 2's where it differs) to a model. All unknown layers and options of a tree are told at once. */
final class ModelReader {
    private static final Set<String> GRAPHS = Set.of("Functional", "Model");

    /** Where problems of a tree are that is only tried. */
    static final String ON_TRIAL = "its architecture";

    /** So many problems are enough of a file. */
    private static final int ENOUGH = 200;

    private final List<String> problems = new ArrayList<>();
    private final boolean countsFromZero;
    private final boolean strict;
    private final UnknownLayers unknown = new UnknownLayers();
    private final Operations operations = new Operations();
    private final Map<Long, Layer> shared = new HashMap<>();
    private String where = "";
    private boolean onTrial;
    private int layers;

    /**
     * @param countsFromZero see {@link #countsFromZero()}
     * @param strict true where what compile was given must be known: training could not go on without it
     */
    private ModelReader(boolean countsFromZero, boolean strict) {
        this.countsFromZero = countsFromZero;
        this.strict = strict;
    }

    /** The model of a tree; any fault of the tree is a {@link ModelFormatException} that begins with {@code where}. */
    static Model read(JsonNode tree, String where) {
        return read(tree, new ModelReader(false, false), where);
    }

    /** The same for the tree in one of Cornet's own files: the first of them said of no Keras that it is in its words. */
    static Model readOwn(JsonNode tree, String where) {
        return read(tree, new ModelReader(!tree.has(ModelWriter.KERAS_VERSION), true), where);
    }

    /** The model of a tree that is to be written, made on trial: without what compile was given, which is only looked at. */
    static Model readOnTrial(JsonNode tree) {
        ModelReader reader = new ModelReader(false, true);
        reader.onTrial = true;
        return UninitializedWeights.trial(() -> read(tree, reader, ON_TRIAL));
    }

    /** True for the names of classes that are models. */
    static boolean isModel(String className) {
        return className.equals("Sequential") || GRAPHS.contains(className);
    }

    /** A model that is an option of a layer; null where something is wrong, which is added to {@code problems}. */
    static @Nullable Model readInner(JsonNode record, String path, List<String> problems) {
        ModelReader reader = new ModelReader(false, false);
        Model model = reader.inner(record, path);
        reader.unknown.tell(reader.problems);
        reader.operations.tell(reader.problems);
        problems.addAll(reader.problems);
        return reader.problems.isEmpty() ? model : null;
    }

    private static Model read(JsonNode tree, ModelReader reader, String where) {
        reader.where = where;
        try {
            JsonNode upgraded = LegacyKeras.upgrade(tree);
            Precisions.unify(upgraded, where);
            Model model = reader.model(upgraded, "model");
            reader.unknown.tell(reader.problems);
            reader.operations.tell(reader.problems);
            if (model != null && reader.problems.isEmpty()) {
                reader.problems.addAll(reader.operations.masked(model));
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

    /** Compiles the model as it was, or tells why it is left without. */
    private void compile(Model model, JsonNode config, String where) {
        if (onTrial) {
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
        return Registry.units(Layer.class).stream()
                .anyMatch(unit -> unit.getSimpleName().equals(className));
    }

    private @Nullable Model model(JsonNode record, String path) {
        String className = record.path("class_name").asText();
        JsonNode config = record.path("config");
        boolean chain = className.equals("Sequential");
        if (!chain && !GRAPHS.contains(className)) {
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
        Model model = chain ? chain(config, path + ".config") : GraphReader.read(this, config, path + ".config");
        if (model != null && config.path("name").isTextual()) {
            name(model, config.path("name").asText(), path);
        }
        if (model != null
                && config.path("trainable").isBoolean()
                && !config.path("trainable").booleanValue()) {
            model.trainable(false);
        }
        return model;
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** True for a tree that counts the calls of nested models from 0 among the outputs too, as Keras never did. */
    boolean countsFromZero() {
        return countsFromZero;
    }

    boolean isSound() {
        return problems.isEmpty() && unknown.isEmpty();
    }

    private void name(Layer layer, String name, String path) {
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

    private @Nullable Model chain(JsonNode config, String path) {
        JsonNode records = config.isArray() ? config : config.path("layers"); // a bare list in early Keras 2
        if (!records.isArray()) {
            problems.add(path + ": layers is missing");
            return null;
        }
        List<Layer> read = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            String place = path + ".layers[" + i + "]";
            JsonNode record = records.get(i);
            JsonNode old = record.path("config").path("batch_input_shape");
            if (i == 0 && old.isArray() && !record.path("class_name").asText().equals("InputLayer")) {
                Shape shape = batch(old, place);
                if (shape != null) {
                    read.add(new InputLayer(shape));
                }
            }
            Layer layer = layer(record, place);
            if (layer != null) {
                read.add(layer);
            }
        }
        JsonNode buildShape = config.path("build_input_shape");
        if (!read.isEmpty() && !(read.get(0) instanceof InputLayer) && buildShape.isArray()) {
            Shape shape = batch(buildShape, path + ".build_input_shape");
            if (shape != null) {
                read.add(0, new InputLayer(shape));
            }
        }
        if (!isSound()) {
            return null;
        }
        Sequential model = new Sequential();
        for (int i = 0; i < read.size(); i++) {
            try {
                model.add(read.get(i));
            } catch (CornetException e) {
                problems.add(path + ".layers: " + e.getMessage());
                return null;
            }
        }
        return model;
    }

    /** A layer of a model, which may be a model. */
    @Nullable
    Layer layer(JsonNode record, String path) {
        if (++layers > Limits.LAYERS) {
            throw new ModelFormatException(path + ": more than " + Limits.LAYERS + " layers");
        }
        JsonNode id = record.path(ModelWriter.SHARED);
        Layer known = id.canConvertToLong() ? shared.get(id.longValue()) : null;
        Layer layer = known != null ? known : newLayer(record, path);
        if (layer != null && id.canConvertToLong()) {
            shared.put(id.longValue(), layer);
        }
        return layer;
    }

    private @Nullable Layer newLayer(JsonNode record, String path) {
        if (problems.size() >= ENOUGH) {
            return null; // the file is refused anyway
        }
        String className = record.path("class_name").asText();
        boolean own = ClassRecord.isUsers(record);
        if (!own && isModel(className)) {
            return inner(record, path);
        } else if (!own && className.equals("InputLayer")) {
            return input(record.path("config"), path + ".config");
        } else if (Operations.isOne(record)) {
            return operation(record, path);
        }
        String name = record.path("config").path("name").asText(className);
        if (unknown.has(record, record.path("config").path("name").asText(path))
                || PythonCode.isIn(record, path, problems)) {
            return null;
        }
        Layer layer = Configs.read(Layer.class, withoutInputShape(record), path, problems);
        if (layer != null) {
            name(layer, name, path);
        }
        return layer;
    }

    /** A model within another one, compiled as it was. */
    private @Nullable Model inner(JsonNode record, String path) {
        Model model = model(record, path);
        if (model != null && isSound()) {
            compile(model, record.path("compile_config"), where.isEmpty() ? path : where + ": " + path);
        }
        return model;
    }

    private @Nullable Layer operation(JsonNode record, String path) {
        if (!Operations.isLayer(record)) {
            problems.add(operations.refusal(record, path));
            return null;
        }
        Layer layer = newLayer(Operations.asLayer(record), path);
        if (layer != null) {
            operations.add(layer);
        }
        return layer;
    }

    private static JsonNode withoutInputShape(JsonNode record) {
        if (record.path("config").has("batch_input_shape")) {
            ObjectNode copy = record.deepCopy();
            ((ObjectNode) copy.get("config")).remove("batch_input_shape");
            return copy;
        }
        return record;
    }

    private @Nullable Layer input(JsonNode config, String path) {
        JsonNode given = config.has("batch_shape") ? config.get("batch_shape") : config.path("batch_input_shape");
        JsonNode dtype = config.path("dtype");
        if (dtype.isTextual() && !dtype.asText().matches("float32|float64|float16|bfloat16|u?int(8|16|32|64)|bool")) {
            problems.add(path + ".dtype: inputs are numbers, got " + dtype);
        }
        if (config.path("sparse").asBoolean() || config.path("ragged").asBoolean()) {
            problems.add(path + ": sparse and ragged inputs are not supported");
        }
        Shape shape = batch(given, path + ".batch_shape");
        if (shape == null) {
            return null;
        }
        JsonNode batchSize = given.get(0);
        InputLayer input = new InputLayer(shape, batchSize.isInt() ? (Integer) batchSize.intValue() : null);
        if (config.path("name").isTextual()) {
            name(input, config.path("name").asText(), path);
        }
        return input;
    }

    private @Nullable Shape batch(JsonNode dims, String path) {
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
