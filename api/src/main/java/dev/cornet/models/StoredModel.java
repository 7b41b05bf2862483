package dev.cornet.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Composite;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.Limits;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Superclass of {@link Model} with the methods that save and load models and weights; two services do the work. */
public abstract class StoredModel extends Compilable implements Composite {
    private volatile @Nullable Integer checkedHash;

    StoredModel() {}

    private Model model() {
        return (Model) this;
    }

    /** The architecture as a JSON tree, for a model that is an option of a layer. */
    @Override
    public final ObjectNode record() {
        return Services.architecture().write(model());
    }

    /** The architecture and the arguments of compile, without weights, as the JSON text that Keras 3 writes and reads. */
    public synchronized String toJson() {
        return Services.architecture().text(model());
    }

    /**
     * Creates a model from the JSON text of {@link #toJson} or of Keras, with new weights. Since a short text can demand any amount of
     * memory, the weights may take at most 1 GiB, or the value of the property {@code cornet.maxTensorBytes}. A JSON string that contains
     * the text, as Python's json.dump(model.to_json()) writes it, is read too.
     */
    public static Model fromJson(String json) {
        Arguments.notNull(json, "fromJson: the JSON text");
        return parse(json, Limits.newWeightBytes(), false);
    }

    /** Creates a model from a JSON text of a trusted source, with new weights of at most {@code mostBytes} bytes. */
    public static Model fromJson(String json, long mostBytes) {
        Arguments.notNull(json, "fromJson: the JSON text");
        return parse(json, mostBytes, true);
    }

    private static Model parse(String json, long mostBytes, boolean trusted) {
        return Registry.warningOfUnregistered(
                "fromJson", () -> Services.architecture().parse(json, mostBytes, trusted));
    }

    /**
     * Writes the weights as a safetensors file: {@code model.saveWeights("mnist.safetensors")}, or in the {@link ModelFormat} that writes
     * files of this name.
     */
    public void saveWeights(String file) {
        Services.storage().saveWeights(model(), path(file, "saveWeights"));
    }

    /**
     * Loads the weights from a safetensors file. If any name or shape does not match, nothing changes. Keras' HDF5 files (.weights.h5, .h5)
     * are read too, if cornet-formats is among the dependencies.
     */
    public void loadWeights(String file) {
        Path path = path(file, "loadWeights");
        graph(); // throws if the model is not built
        Services.storage().loadWeights(model(), path);
    }

    /**
     * Saves architecture, weights, optimizer and seed to one file: {@code model.save("mnist.cornet")}, or what the {@link ModelFormat} that
     * writes files of this name keeps. If another thread is training the model, the file holds the state between two steps.
     */
    public void save(String file) {
        Services.storage().save(model(), path(file, "save"), TrainingState.none());
    }

    /**
     * Loads a model that {@link #save} has written; training continues as if it had not been interrupted. Models of Keras (.keras, .h5) are
     * read too, if cornet-formats is among the dependencies. Classes of your own must be known, by {@link
     * dev.cornet.Cornet#register(Class)}; those of which this program has saved objects are, with a warning.
     */
    public static Model load(String file) {
        Path path = path(file, "load");
        return Registry.warningOfUnregistered("load", () -> Services.storage().load(path));
    }

    /** Whether the last successful check before saving, which rebuilds the model from its JSON tree, had this hash. */
    final boolean isRebuildChecked(int hash) {
        Integer last = checkedHash;
        return last != null && last == hash;
    }

    /** Records the hash of a successful check before saving. */
    final void rebuildChecked(int hash) {
        checkedHash = hash;
    }

    private static Path path(String file, String method) {
        if (Arguments.notNull(file, method + ": the file").isBlank()) {
            throw new OptionException(method + ": the name of the file is empty; give one, as \"mnist.cornet\"");
        }
        return Arguments.path(file, method);
    }
}
