package dev.cornet.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.formats.hdf5.Hdf5;
import dev.cornet.models.Model;
import dev.cornet.models.ModelFormat;
import dev.cornet.nn.WeightAllocation;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The {@link ModelFormat} of Keras' files, used by {@code Model.load("m.keras")} and {@code model.loadWeights("vgg16_weights….h5")}. */
public final class KerasFormat implements ModelFormat {
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private static final String MODEL_ATTRIBUTE = "model_config";
    private static final String VERSION_ATTRIBUTE = "keras_version";

    /** The Keras version of files without {@link #VERSION_ATTRIBUTE}. */
    private static final String DEFAULT_VERSION = "1.0";

    private static final String LAYERS_ATTRIBUTE = "layer_names";
    private static final String LEGACY_WEIGHTS_GROUP = "model_weights";

    @Override
    public boolean reads(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return KerasFolder.isKerasFolder(file);
            }
            return isHdf5(file) || (isZip(file) && KerasZip.isKerasZip(file));
        } catch (IOException e) {
            return false; // the next reader of the file reports the reason
        }
    }

    @Override
    public Model load(Path file) {
        return withFileNamed(file, () -> {
            if (isHdf5(file)) {
                try (Hdf5 hdf5 = Hdf5.open(file)) {
                    return loadHdf5(file, hdf5);
                }
            }
            try (KerasModelParts parts = parts(file)) {
                ObjectNode tree = parseConfig(parts.config(), KerasModelParts.CONFIG);
                try (Hdf5 weights = parts.weights()) {
                    Model model = model(file, tree, KerasModelParts.CONFIG, weights);
                    match(model, weights).apply();
                    KerasOptimizerState.restore(model, weights, false, file);
                    return model;
                } catch (ModelFormatException e) {
                    throw SharedLayerDiagnosis.explain(e, tree);
                }
            }
        });
    }

    @Override
    public void loadWeights(Model model, Path file) {
        withFileNamed(file, () -> {
            if (isHdf5(file)) {
                try (Hdf5 hdf5 = Hdf5.open(file)) {
                    match(model, hdf5).apply();
                }
            } else {
                try (KerasModelParts parts = parts(file);
                        Hdf5 weights = parts.weights()) {
                    match(model, weights).apply();
                }
            }
            return model;
        });
    }

    private static KerasModelParts parts(Path file) throws IOException {
        return Files.isDirectory(file) ? new KerasFolder(file) : KerasZip.open(file);
    }

    private static ObjectNode parseConfig(String text, String where) {
        JsonNode tree = Json.parse(text, where);
        JsonNode read = tree.isTextual() ? Json.parse(tree.textValue(), where) : tree;
        if (read instanceof ObjectNode record) {
            return record;
        }
        throw new ModelFormatException(where + ": expected a tree of a model, got " + read.getNodeType());
    }

    private static Model loadHdf5(Path file, Hdf5 hdf5) {
        if (!hdf5.hasAttribute("", MODEL_ATTRIBUTE)) {
            throw new ModelFormatException("it holds weights only. Make the model, then call loadWeights.");
        }
        ObjectNode tree = parseConfig(hdf5.string("", MODEL_ATTRIBUTE), MODEL_ATTRIBUTE);
        if (!tree.has(VERSION_ATTRIBUTE)) {
            tree.put(
                    VERSION_ATTRIBUTE,
                    hdf5.hasAttribute("", VERSION_ATTRIBUTE) ? hdf5.string("", VERSION_ATTRIBUTE) : DEFAULT_VERSION);
        }
        if (hdf5.hasAttribute("", "training_config")) {
            JsonNode training = Json.parse(hdf5.string("", "training_config"), "training_config");
            tree.set("compile_config", compileConfig(training));
        }
        Model model = model(file, tree, MODEL_ATTRIBUTE, hdf5);
        WeightAssignments matches = match(model, hdf5);
        matches.apply();
        KerasOptimizerState.restore(model, hdf5, matches.hasConvertedWeights(), file);
        return model;
    }

    /** Renames the key of the optimizer in the compile arguments of Keras 2 to the key of Keras 3. */
    private static JsonNode compileConfig(JsonNode training) {
        if (training instanceof ObjectNode record && record.has("optimizer_config")) {
            record.set("optimizer", record.remove("optimizer_config"));
        }
        return training;
    }

    /** Creates the model of a config with uninitialized weights. It stays uncompiled if its compile arguments are unknown to Cornet. */
    private static Model model(Path file, ObjectNode tree, String part, Hdf5 weights) {
        return WeightAllocation.uninitialized(weights.floatBytes(), () -> ModelFormat.read(tree, file + ": " + part));
    }

    private static WeightAssignments match(Model model, Hdf5 file) {
        if (file.hasAttribute("", LAYERS_ATTRIBUTE)) {
            return LegacyH5Weights.match(model, file, "");
        } else if (file.hasAttribute(LEGACY_WEIGHTS_GROUP, LAYERS_ATTRIBUTE)) {
            return LegacyH5Weights.match(model, file, LEGACY_WEIGHTS_GROUP);
        } else if (file.hasGroup("layers")) {
            return Keras3Weights.match(model, file);
        }
        if (file.hasGroup("_layer_checkpoint_dependencies")) {
            throw new ModelFormatException(
                    "it is of TensorFlow 2.12 to 2.15, which name weights in a way that Cornet does not read. Save"
                            + " the model there as .h5.");
        }
        throw new ModelFormatException(
                "it holds no weights of Keras: there is neither the attribute layer_names nor the group layers");
    }

    private static boolean isHdf5(Path file) throws IOException {
        return Files.isRegularFile(file) && !isZip(file) && Hdf5.isHdf5(file);
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        }
    }

    /** A function that reads a file and returns the model. */
    private interface Reading {
        Model read() throws IOException;
    }

    /** Turns every exception that a damaged file can cause into a {@link ModelFormatException} with the name of the file. */
    private static Model withFileNamed(Path file, Reading reading) {
        try {
            return reading.read();
        } catch (CornetException e) {
            String message = String.valueOf(e.getMessage());
            throw new ModelFormatException(message.startsWith(file + ": ") ? message : file + ": " + message, e);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(file + ": the model needs more memory than Java has (-Xmx)", e);
        } catch (IOException | RuntimeException | StackOverflowError | AssertionError e) {
            throw new ModelFormatException(
                    file + ": the file is cut or damaged (" + reason(e) + "). Copy or fetch it again.", e);
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        if (cause != null && cause != e) {
            return reason(cause);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
