package dev.cornet.models;

import java.nio.file.Path;
import java.util.Map;

/** Service that writes and reads the files of models, implemented by the package {@code saving} of this module. */
public interface ModelStorage {
    /** Writes a model and, to Cornet's own format, the state of its training. If another thread is training the model, this happens between two steps. */
    void save(Model model, Path file, TrainingState training);

    /** Loads a model with its weights and, if it was compiled, its optimizer; the formats are those of {@link ModelFormat}. */
    Model load(Path file);

    /** Writes the weights, as a safetensors file or in the {@link ModelFormat} that writes files of this name. */
    void saveWeights(Model model, Path file);

    /** Sets the weights of a built model to those in a file; if anything does not match, nothing changes. */
    void loadWeights(Model model, Path file);

    /**
     * Restores weights, optimizer, recurrent states, seed and settings of a compiled model from a file, to resume its training. If anything
     * does not match, nothing changes.
     *
     * @param callbacks the callbacks of the resumed training by the names under which {@link TrainingState} holds their states
     */
    TrainingState resume(Model model, Path file, Map<String, Callback> callbacks);

    /** Refuses a file name with the extension of another format than the one that would be written. */
    void requireMatchingExtension(Path file, boolean weightsOnly);
}
