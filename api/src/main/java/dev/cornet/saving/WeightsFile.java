package dev.cornet.saving;

import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** Writer and reader of the weights of a model as a safetensors file. */
final class WeightsFile {
    private WeightsFile() {}

    /** Writes the weights as they are between two steps of a training. */
    static void write(Model model, Path file) {
        FileExtensions.requireMatching(file, true);
        ModelAccess.withWeightsReadLocked(
                model, () -> Safetensors.write(file, NamedWeights.values(model), Map.of("format", "cornet")));
    }

    /** Sets the weights of the model; if any name or shape does not match, nothing changes. */
    static void read(Model model, Path file) {
        Map<String, Tensor> values = Safetensors.read(file).tensors();
        ModelAccess.changeWeights(model, () -> NamedWeights.set(model, values, file.toString()));
    }
}
