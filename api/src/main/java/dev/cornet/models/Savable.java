package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Composite;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import dev.cornet.file.Safetensors;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** Superclass of {@link Model} with the methods that save and load models and weights. */
public abstract class Savable extends Compilable implements Composite {
    private static final String TEXT = "the JSON text";

    Savable() {}

    private Model model() {
        return (Model) this;
    }

    /** The architecture as a JSON tree, for a model that is an option of a layer. */
    @Override
    public final ObjectNode record() {
        return ModelWriter.writeForKeras(model());
    }

    /** The architecture and the arguments of compile, without weights, as the JSON text that Keras 3 writes and reads. */
    public synchronized String toJson() {
        return ModelJson.json(model());
    }

    /**
     * Creates a model from the JSON text of {@link #toJson} or of Keras, with new weights. Since a short text can demand any amount of
     * memory, the weights may take at most 1 GiB, or the value of the property {@code cornet.maxTensorBytes}. A JSON string that contains
     * the text, as Python's json.dump(model.to_json()) writes it, is read too.
     */
    public static Model fromJson(String json) {
        return fromJson(json, Limits.newWeightBytes(), false);
    }

    /** Creates a model from a JSON text of a trusted source, with new weights of at most {@code mostBytes} bytes. */
    public static Model fromJson(String json, long mostBytes) {
        return fromJson(json, mostBytes, true);
    }

    private static Model fromJson(String json, long mostBytes, boolean trusted) {
        if (Arguments.notNull(json, "fromJson: the JSON text").length() < 300
                && json.strip().matches("[^{}\\[\\]\"\n]+\\.\\w+")) {
            throw new ModelFormatException(
                    "fromJson takes the JSON text itself, got what looks like a file name, \"" + json.strip()
                            + "\". Read the file first: Model.fromJson(Files.readString(Path.of(\"" + json.strip()
                            + "\"))); whole models are read by Model.load.");
        }
        String advice = ". If that is meant, allow more by Model.fromJson(json, mostBytes) or -Dcornet.maxTensorBytes";
        return WeightAllocation.limited(mostBytes, trusted, advice, () -> {
            JsonNode tree = Json.parse(json, TEXT);
            return ModelReader.read(tree.isTextual() ? Json.parse(tree.textValue(), TEXT) : tree, TEXT);
        });
    }

    /** Writes the weights as a safetensors file: {@code model.saveWeights("mnist.safetensors")}. */
    public void saveWeights(String file) {
        Path path = path(file, "saveWeights");
        CornetFormat.requireMatchingExtension(path, "x.safetensors");
        model().runtime()
                .withWeightsReadLocked(
                        () -> Safetensors.write(path, NamedWeights.values(model()), Map.of("format", "cornet")));
    }

    /**
     * Loads the weights from a safetensors file. If any name or shape does not match, nothing changes. Keras' HDF5 files (.weights.h5, .h5)
     * are read too, if cornet-formats is among the dependencies.
     */
    public void loadWeights(String file) {
        Path path = path(file, "loadWeights");
        model().graph();
        ModelFormat format = ModelFormat.of(path);
        if (format != null) {
            model().runtime().weightsLock().change(() -> format.loadWeights(model(), path));
            return;
        }
        Map<String, Tensor> values = Safetensors.read(path).tensors();
        model().runtime().weightsLock().change(() -> NamedWeights.set(model(), values, file));
    }

    /**
     * Saves architecture, weights, optimizer and seed to one file: {@code model.save("mnist.cornet")}. If another thread is training the
     * model, the file holds the state between two steps.
     */
    public void save(String file) {
        CornetFormat.write(model(), path(file, "save"), TrainingState.none());
    }

    /**
     * Loads a model that {@link #save} has written; training continues as if it had not been interrupted. Models of Keras (.keras, .h5) are
     * read too, if cornet-formats is among the dependencies.
     */
    public static Model load(String file) {
        Path path = path(file, "load");
        ModelFormat format = ModelFormat.of(path);
        if (format != null) {
            return format.load(path);
        }
        return CornetFormat.read(path).model();
    }

    private static Path path(String file, String method) {
        if (Arguments.notNull(file, method + ": the file").isBlank()) {
            throw new OptionException(method + ": the name of the file is empty; give one, as \"mnist.cornet\"");
        }
        return Arguments.path(file, method);
    }
}
