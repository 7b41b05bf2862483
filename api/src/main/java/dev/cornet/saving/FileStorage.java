package dev.cornet.saving;

import dev.cornet.models.Callback;
import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.models.ModelFormat;
import dev.cornet.models.ModelStorage;
import dev.cornet.models.TrainingState;
import java.nio.file.Path;
import java.util.Map;

/** The {@link ModelStorage} of this module: Cornet's own formats, and those of all {@link ModelFormat}s. */
public final class FileStorage implements ModelStorage {
    @Override
    public void save(Model model, Path file, TrainingState training) {
        ModelFormat other = ModelFormat.writing(file);
        if (other == null) {
            CornetFormat.write(model, file, training);
        } else {
            ModelAccess.withWeightsReadLocked(model, () -> {
                synchronized (model) { // so that no other thread adds layers or compiles meanwhile
                    new FormatCalls(other, file).save(model);
                }
            });
        }
    }

    @Override
    public Model load(Path file) {
        ModelFormat format = ModelFormat.of(file);
        if (format == null || format instanceof CornetFormat) {
            return new CornetFormat().load(file); // its exception says why the file cannot be read
        }
        return new FormatCalls(format, file).load();
    }

    @Override
    public void saveWeights(Model model, Path file) {
        ModelFormat other = ModelFormat.writing(file);
        if (other == null) {
            WeightsFile.write(model, file);
        } else {
            ModelAccess.withWeightsReadLocked(model, () -> new FormatCalls(other, file).saveWeights(model));
        }
    }

    @Override
    public void loadWeights(Model model, Path file) {
        ModelFormat format = ModelFormat.of(file);
        if (format == null || format instanceof CornetFormat) {
            WeightsFile.read(model, file);
        } else {
            ModelAccess.changeWeights(model, () -> new FormatCalls(format, file).loadWeights(model));
        }
    }

    @Override
    public TrainingState resume(Model model, Path file, Map<String, Callback> callbacks) {
        return CornetFormat.resume(model, file, callbacks);
    }

    @Override
    public void requireMatchingExtension(Path file, boolean weightsOnly) {
        if (ModelFormat.writing(file) == null) {
            FileExtensions.requireMatching(file, weightsOnly);
        }
    }
}
