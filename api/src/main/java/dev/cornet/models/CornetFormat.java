package dev.cornet.models;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.CornetArchive;
import dev.cornet.file.Json;
import dev.cornet.file.Safetensors;
import dev.cornet.nn.UninitializedWeights;
import dev.cornet.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@code .cornet} file, a zip archive: {@code metadata.json} (format and checksums), {@code model.json} (Keras' tree),
 * {@code weights.safetensors}, and after compile {@code optimizer.safetensors}, {@code training.json} and, where callbacks remember
 * tensors, {@code callbacks.safetensors}, where stateful layers carry states, {@code carried.safetensors}; {@code settings.json} holds the model's {@link RunSettings}.
 *
 * <p>Written whole or not at all. Reading gives a model or one {@link ModelFormatException}; no file can make it run code, open another
 * file, or take more memory than {@link dev.cornet.file.Limits} says.
 */
public final class CornetFormat {
    private static final String MODEL = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINING = "training.json";
    private static final String CALLBACKS = "callbacks.safetensors";
    private static final String CARRIED = "carried.safetensors";
    private static final String SETTINGS = "settings.json";
    private static final Set<String> PARTS = Set.of(MODEL, WEIGHTS, OPTIMIZER, TRAINING, CALLBACKS, CARRIED, SETTINGS);

    /** What a model may take that its file does not fill: {@link NamedWeights} tells then, by name, what is missing. */
    private static final long ROOM = 16 << 20;

    private CornetFormat() {}

    /** What a file holds. */
    public record Saved(Model model, TrainingState training) {}

    /** Writes a model and where its training stands; while another thread trains it, between two steps. */
    public static void write(Model model, Path file, TrainingState training) {
        requireOwnName(file, "x.cornet");
        model.structure().whileWeightsStay(() -> {
            synchronized (model) { // nor do layers, or what compile has settled, change meanwhile
                writeNow(model, file, training);
            }
        });
    }

    private static void writeNow(Model model, Path file, TrainingState training) {
        Map<String, CornetArchive.Part> parts = new LinkedHashMap<>();
        byte[] tree = ModelText.pretty(model).getBytes(StandardCharsets.UTF_8);
        parts.put(MODEL, out -> out.write(tree));
        parts.put(WEIGHTS, out -> Safetensors.write(out, NamedWeights.values(model), Map.of("format", "cornet")));
        byte[] settings = Json.pretty(RunSettings.of(model).tree()).getBytes(StandardCharsets.UTF_8);
        parts.put(SETTINGS, out -> out.write(settings));
        if (model.isCompiled()) {
            Map<String, Tensor> state = model.optimizer().state(model.plan().trainable());
            parts.put(OPTIMIZER, out -> Safetensors.write(out, state, Map.of()));
            TrainingJson place = TrainingJson.of(model, training);
            byte[] text =
                    Json.pretty(place.tree(model.optimizer().iterations())).getBytes(StandardCharsets.UTF_8);
            parts.put(TRAINING, out -> out.write(text));
            Map<String, Tensor> remembered = place.tensors();
            if (!remembered.isEmpty()) {
                parts.put(CALLBACKS, out -> Safetensors.write(out, remembered, Map.of()));
            }
            Map<String, Tensor> carried = CarriedFile.values(model.carried());
            if (!carried.isEmpty()) {
                parts.put(CARRIED, out -> Safetensors.write(out, carried, Map.of()));
            }
        }
        CornetArchive.write(file, parts);
    }

    /** Refuses the names of Keras' formats, which what is written here would not be. */
    static void requireOwnName(Path file, String mend) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".keras") || name.endsWith(".h5") || name.endsWith(".hdf5")) {
            throw new OptionException(
                    "cannot write " + file + ": Cornet does not write Keras' binary formats. Name it as " + mend
                            + "; toJson() gives the architecture to Keras.");
        }
        boolean isModel = mend.endsWith(".cornet");
        if (name.endsWith(isModel ? ".safetensors" : ".cornet")) {
            throw new OptionException("cannot write " + file + ": that is the name of a file of "
                    + (isModel ? "weights" : "a whole model") + ", but " + (isModel ? "a whole model" : "weights")
                    + " would be in it. Name it as " + mend + ".");
        }
    }

    /** Reads a model and where its training stood. */
    public static Saved read(Path file) {
        return open(file, archive -> {
            Map<String, Tensor> weights = archive.tensors(WEIGHTS).tensors();
            long bytes = 4 * weights.values().stream().mapToLong(Tensor::size).sum();
            Model model = UninitializedWeights.of(
                    Math.max(2 * bytes, ROOM), () -> ModelReader.readOwn(archive.json(MODEL), file + ": " + MODEL));
            NamedWeights.set(model, weights, file + ": " + WEIGHTS);
            settings(archive, file, model).applyTo(model);
            TrainingState training = TrainingState.none();
            if (model.isCompiled() && archive.has(OPTIMIZER)) {
                model.optimizer().trains(model, model.describe(), model::variables);
                restore(model, archive, file);
            }
            if (model.isCompiled() && archive.has(TRAINING)) {
                TrainingJson place = training(archive, file);
                place.applyTo(model);
                training = place.state();
            }
            return new Saved(model, training);
        });
    }

    /** Puts a model where the training of a file stood: its weights, its optimizer, its seed. When anything does not fit, nothing changes. */
    static ResumePoint resume(Model model, Path file) {
        model.compiled();
        return open(file, archive -> {
            if (!archive.has(OPTIMIZER) || !archive.has(TRAINING)) {
                throw new ModelFormatException(
                        file + ": holds no training, the model was saved before compile. Save it after compile, or by a"
                                + " ModelCheckpoint.");
            }
            TrainingJson place = training(archive, file);
            Map<String, Tensor> weights = archive.tensors(WEIGHTS).tensors();
            NamedWeights.requireMatch(model, weights, file + ": " + WEIGHTS);
            RunSettings settings = settings(archive, file, model);
            Map<String, Tensor> carried =
                    archive.has(CARRIED) ? archive.tensors(CARRIED).tensors() : Map.of();
            CarriedFile.requireMatch(model.carried(), carried, file + ": " + CARRIED);
            model.structure().weights().change(() -> {
                restore(model, archive, file);
                CarriedFile.restore(model.carried(), carried);
                NamedWeights.set(model, weights, file + ": " + WEIGHTS);
                place.applyTo(model);
                settings.applyTo(model);
            });
            return new ResumePoint(place.state(), archive.version());
        });
    }

    private static void restore(Model model, CornetArchive archive, Path file) {
        try {
            model.optimizer()
                    .restore(
                            model.plan().trainable(), archive.tensors(OPTIMIZER).tensors());
        } catch (ModelFormatException e) {
            String where = file + ": ";
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(where) ? e : new ModelFormatException(where + OPTIMIZER + ": " + message, e);
        }
    }

    /** Files of format 1 have none: the model keeps those with which it was made. */
    private static RunSettings settings(CornetArchive archive, Path file, Model model) {
        return archive.has(SETTINGS)
                ? RunSettings.read(archive.json(SETTINGS), file + ": " + SETTINGS)
                : RunSettings.of(model);
    }

    private static TrainingJson training(CornetArchive archive, Path file) {
        Map<String, Tensor> remembered =
                archive.has(CALLBACKS) ? archive.tensors(CALLBACKS).tensors() : Map.of();
        return TrainingJson.read(archive.json(TRAINING), remembered, file + ": " + TRAINING);
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
