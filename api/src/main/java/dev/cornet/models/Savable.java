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
import dev.cornet.nn.UninitializedWeights;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** How a model becomes files and comes back; the part of {@link Model} that its users find there. */
public abstract class Savable extends Compilable implements Composite {
    private static final String TEXT = "the JSON text";

    Savable() {}

    private Model model() {
        return (Model) this;
    }

    /** The architecture as a tree, as a layer has one that it stands in. */
    @Override
    public final ObjectNode record() {
        return ModelWriter.write(model());
    }

    /** The architecture, and what compile was given, as the JSON text that Keras 3 writes and reads. No weights. */
    public synchronized String toJson() {
        return ModelText.json(model());
    }

    /**
     * The model of such a text, with fresh weights of at most 1 GiB, or what the property {@code cornet.maxTensorBytes} says: a few words can ask
     * for any amount of memory. A text within a text, as json.dump makes of it, is read too.
     */
    public static Model fromJson(String json) {
        return fromJson(json, Limits.freshBytes(), false);
    }

    /** The same, with fresh weights of at most so many bytes. */
    public static Model fromJson(String json, long mostBytes) {
        return fromJson(json, mostBytes, true);
    }

    private static Model fromJson(String json, long mostBytes, boolean trusted) {
        if (Arguments.given(json, "fromJson: the JSON text").length() < 300
                && json.strip().matches("[^{}\\[\\]\"\n]+\\.\\w+")) {
            throw new ModelFormatException(
                    "fromJson takes the JSON text itself, got what looks like a file name, \"" + json.strip()
                            + "\". Read the file first: Model.fromJson(Files.readString(Path.of(\"" + json.strip()
                            + "\"))); whole models are read by Model.load.");
        }
        String mend = ". If that is meant, allow more by Model.fromJson(json, mostBytes) or -Dcornet.maxTensorBytes";
        return UninitializedWeights.limited(mostBytes, trusted, mend, () -> {
            JsonNode tree = Json.parse(json, TEXT);
            return ModelReader.read(tree.isTextual() ? Json.parse(tree.textValue(), TEXT) : tree, TEXT);
        });
    }

    /** Writes the weights as a safetensors file: {@code model.saveWeights("mnist.safetensors")}. */
    public void saveWeights(String file) {
        Path path = path(file, "saveWeights");
        CornetFormat.requireOwnName(path, "x.safetensors");
        model().structure()
                .whileWeightsStay(
                        () -> Safetensors.write(path, NamedWeights.values(model()), Map.of("format", "cornet")));
    }

    /**
     * Reads the weights from a safetensors file; names and shapes must all match, else nothing changes. Keras' HDF5 files (.weights.h5, .h5)
     * are read too, where cornet-formats is among the dependencies.
     */
    public void loadWeights(String file) {
        Path path = path(file, "loadWeights");
        model().graph();
        ModelFormat foreign = ModelFormat.of(path);
        if (foreign != null) {
            model().structure().weights().change(() -> foreign.loadWeights(model(), path));
            return;
        }
        Map<String, Tensor> values = Safetensors.read(path).tensors();
        model().structure().weights().change(() -> NamedWeights.set(model(), values, file));
    }

    /**
     * Writes everything to one file: architecture, weights, optimizer, seed. {@code model.save("mnist.cornet")}. While another thread trains
     * the model, it writes the state between two steps.
     */
    public void save(String file) {
        CornetFormat.write(model(), path(file, "save"), TrainingState.none());
    }

    /**
     * Reads what {@link #save} has written; training goes on as if it had not been interrupted. Models of Keras (.keras, .h5) are read too,
     * where cornet-formats is among the dependencies.
     */
    public static Model load(String file) {
        Path path = path(file, "load");
        ModelFormat foreign = ModelFormat.of(path);
        if (foreign != null) {
            return foreign.load(path);
        }
        return CornetFormat.read(path).model();
    }

    private static Path path(String file, String method) {
        if (Arguments.given(file, method + ": the file").isBlank()) {
            throw new OptionException(method + ": the name of the file is empty; give one, as \"mnist.cornet\"");
        }
        return Arguments.path(file, method);
    }
}
