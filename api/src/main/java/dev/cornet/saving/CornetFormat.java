package dev.cornet.saving;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.models.Callback;
import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.models.ModelFormat;
import dev.cornet.models.TrainingState;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@link ModelFormat} of {@code .cornet} files, zip archives with these parts: {@code metadata.json} (format version and checksums),
 * {@code model.json} (architecture in Keras' JSON), {@code weights.safetensors} and {@code settings.json}. A
 * compiled model also has {@code optimizer.safetensors}, {@code training.json}, {@code callbacks.safetensors} if
 * callbacks save tensors, and {@code carried.safetensors} if stateful layers have states.
 *
 * <p>Files are written atomically. Reading returns a model or throws one {@link ModelFormatException}; no file can make it run code, open
 * other files, or use more memory than the library's limits allow.
 */
public final class CornetFormat implements ModelFormat {
    // settings.json: ModelSettings; training.json: TrainingJson; carried.safetensors: SavedRecurrentStates

    private static final String MODEL = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINING = "training.json";
    private static final String CALLBACKS = "callbacks.safetensors";
    private static final String CARRIED = "carried.safetensors";
    private static final String SETTINGS = "settings.json";
    private static final Set<String> PARTS = Set.of(MODEL, WEIGHTS, OPTIMIZER, TRAINING, CALLBACKS, CARRIED, SETTINGS);

    /**
     * The bytes that the weights of a model may always take, even if the file holds fewer. The model is then created, and
     * {@link NamedWeights} lists the missing weights.
     */
    private static final long MIN_WEIGHT_BYTES = 16 << 20;

    /** The content of a file: the model and the state of its training. */
    record Saved(Model model, TrainingState training) {}

    @Override
    public boolean reads(Path file) {
        return CornetArchive.isArchive(file);
    }

    @Override
    public Model load(Path file) {
        return read(file).model();
    }

    /** Weights are read from safetensors files alone; the exception for another file says what it is. */
    @Override
    public void loadWeights(Model model, Path file) {
        WeightsFile.read(model, file);
    }

    /** Writes a model and the state of its training. If another thread is training the model, this happens between two steps. */
    static void write(Model model, Path file, TrainingState training) {
        FileExtensions.requireMatching(file, false);
        ModelAccess.withWeightsReadLocked(model, () -> {
            synchronized (model) { // so that no other thread adds layers or compiles meanwhile
                writeNow(model, file, training);
            }
        });
    }

    private static void writeNow(Model model, Path file, TrainingState training) {
        Map<String, CornetArchive.Part> parts = new LinkedHashMap<>();
        byte[] architecture = ArchitectureText.forCornet(model).getBytes(StandardCharsets.UTF_8);
        parts.put(MODEL, out -> out.write(architecture));
        parts.put(WEIGHTS, out -> Safetensors.write(out, NamedWeights.values(model), Map.of("format", "cornet")));
        byte[] settings = Json.pretty(ModelSettings.of(model).tree()).getBytes(StandardCharsets.UTF_8);
        parts.put(SETTINGS, out -> out.write(settings));
        if (model.isCompiled()) {
            Map<String, Tensor> state = model.optimizer().state(ModelAccess.trainableVariables(model));
            parts.put(OPTIMIZER, out -> Safetensors.write(out, state, Map.of()));
            TrainingJson json = TrainingJson.of(model, training);
            byte[] text = Json.pretty(json.tree(model.optimizer().iterations())).getBytes(StandardCharsets.UTF_8);
            parts.put(TRAINING, out -> out.write(text));
            Map<String, Tensor> callbackTensors = json.tensors();
            if (!callbackTensors.isEmpty()) {
                parts.put(CALLBACKS, out -> Safetensors.write(out, callbackTensors, Map.of()));
            }
            Map<String, Tensor> states = SavedRecurrentStates.values(LayerAccess.recurrentStates(model));
            if (!states.isEmpty()) {
                parts.put(CARRIED, out -> Safetensors.write(out, states, Map.of()));
            }
        }
        CornetArchive.write(file, parts);
    }

    /** Reads a model and the state of its training. */
    static Saved read(Path file) {
        return open(file, archive -> {
            Map<String, Tensor> weights = archive.tensors(WEIGHTS).tensors();
            long bytes = 4 * weights.values().stream().mapToLong(Tensor::size).sum();
            Model model = WeightAllocation.uninitialized(
                    Math.max(2 * bytes, MIN_WEIGHT_BYTES),
                    () -> ModelReader.readCornetJson(archive.json(MODEL), file + ": " + MODEL));
            NamedWeights.set(model, weights, file + ": " + WEIGHTS);
            settings(archive, file, model).applyTo(model);
            TrainingState training = TrainingState.none();
            if (model.isCompiled() && archive.has(OPTIMIZER)) {
                model.optimizer().claimFor(model, LayerAccess.describe(model), model::variables);
                restore(model, archive, file);
            }
            if (model.isCompiled() && archive.has(TRAINING)) {
                TrainingJson json = training(archive, file);
                json.applyTo(model);
                training = json.state();
            }
            return new Saved(model, training);
        });
    }

    /**
     * Restores weights, optimizer, recurrent states, seed and settings of a compiled model from a file, to resume its training. If anything
     * does not match, nothing changes.
     *
     * @param callbacks the callbacks of the resumed training by their current names
     */
    static TrainingState resume(Model model, Path file, Map<String, Callback> callbacks) {
        return open(file, archive -> {
            if (!archive.has(OPTIMIZER) || !archive.has(TRAINING)) {
                throw new ModelFormatException(
                        file + ": holds no training, the model was saved before compile. Save it after compile, or by a"
                                + " ModelCheckpoint.");
            }
            TrainingJson json = training(archive, file);
            Map<String, Tensor> weights = archive.tensors(WEIGHTS).tensors();
            NamedWeights.requireMatch(model, weights, file + ": " + WEIGHTS);
            ModelSettings settings = settings(archive, file, model);
            Map<String, Tensor> states =
                    archive.has(CARRIED) ? archive.tensors(CARRIED).tensors() : Map.of();
            SavedRecurrentStates.requireMatch(LayerAccess.recurrentStates(model), states, file + ": " + CARRIED);
            ModelAccess.changeWeights(model, () -> {
                restore(model, archive, file);
                SavedRecurrentStates.restore(LayerAccess.recurrentStates(model), states);
                NamedWeights.set(model, weights, file + ": " + WEIGHTS);
                json.applyTo(model);
                settings.applyTo(model);
            });
            TrainingState saved = json.state();
            return new TrainingState(
                    saved.epoch(),
                    saved.history(),
                    SavedCallbacks.assign(saved.callbacks(), archive.version(), callbacks));
        });
    }

    private static void restore(Model model, CornetArchive archive, Path file) {
        try {
            model.optimizer()
                    .restore(
                            ModelAccess.trainableVariables(model),
                            archive.tensors(OPTIMIZER).tensors());
        } catch (ModelFormatException e) {
            String where = file + ": ";
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(where) ? e : new ModelFormatException(where + OPTIMIZER + ": " + message, e);
        }
    }

    /** The model's settings. Files of format 1 have none: the model keeps its current ones. */
    private static ModelSettings settings(CornetArchive archive, Path file, Model model) {
        return archive.has(SETTINGS)
                ? ModelSettings.read(archive.json(SETTINGS), file + ": " + SETTINGS)
                : ModelSettings.of(model);
    }

    private static TrainingJson training(CornetArchive archive, Path file) {
        Map<String, Tensor> callbackTensors =
                archive.has(CALLBACKS) ? archive.tensors(CALLBACKS).tensors() : Map.of();
        return TrainingJson.read(archive.json(TRAINING), callbackTensors, file + ": " + TRAINING);
    }

    private static <T> T open(Path file, Function<CornetArchive, T> reader) {
        try (CornetArchive archive = CornetArchive.open(file, PARTS)) {
            return reader.apply(archive);
        } catch (ModelFormatException e) {
            throw e;
        } catch (CornetException e) {
            throw new ModelFormatException(file + ": " + e.getMessage(), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new ModelFormatException(file + ": damaged (" + e + ")", e);
        } catch (OutOfMemoryError e) {
            throw new ModelFormatException(file + ": the model needs more memory than Java has (-Xmx)", e);
        }
    }
}
