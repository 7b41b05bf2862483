package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.error.CornetException;
import dev.cornet.error.ModelFormatException;
import dev.cornet.file.Archive;
import dev.cornet.file.Json;
import dev.cornet.file.Safetensors;
import dev.cornet.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The {@code .cornet} file, a zip archive: {@code metadata.json} (format and checksums), {@code model.json} (Keras' tree),
 * {@code weights.safetensors}, and after compile {@code optimizer.safetensors} and {@code training.json}.
 *
 * <p>Written whole or not at all. Reading gives a model or one {@link ModelFormatException}; no file can make it run code, open another
 * file, or take more memory than {@link dev.cornet.file.Limits} says.
 */
public final class ModelFile {
    private static final String MODEL = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String OPTIMIZER = "optimizer.safetensors";
    private static final String TRAINING = "training.json";

    private ModelFile() {}

    /** What a file holds. */
    public record Saved(Model model, TrainingState training) {}

    /** Writes a model and where its training stands. */
    public static void write(Model model, Path file, TrainingState training) {
        model.graph(); // refuses a model whose input is not known yet
        Map<String, Archive.Part> parts = new LinkedHashMap<>();
        byte[] tree = Json.pretty(ModelWriter.write(model)).getBytes(StandardCharsets.UTF_8);
        parts.put(MODEL, out -> out.write(tree));
        parts.put(WEIGHTS, out -> Safetensors.write(out, Weights.values(model), Map.of("format", "cornet")));
        if (model.isCompiled()) {
            Map<String, Tensor> state = model.optimizer().state(model.plan().trainable());
            parts.put(OPTIMIZER, out -> Safetensors.write(out, state, Map.of()));
            ObjectNode place = JsonNodeFactory.instance.objectNode();
            place.put("epoch", training.epoch());
            place.put("step", model.optimizer().iterations());
            place.put("seed", model.seed());
            ObjectNode callbacks = place.putObject("callbacks");
            training.callbacks().forEach(callbacks::set);
            byte[] text = Json.pretty(place).getBytes(StandardCharsets.UTF_8);
            parts.put(TRAINING, out -> out.write(text));
        }
        Archive.write(file, parts);
    }

    /** Reads a model and where its training stood. */
    public static Saved read(Path file) {
        try (Archive archive = Archive.open(file, Set.of(MODEL, WEIGHTS, OPTIMIZER, TRAINING))) {
            Model model = ModelReader.read(archive.json(MODEL), file + ": " + MODEL);
            Weights.set(model, archive.tensors(WEIGHTS).tensors(), file + ": " + WEIGHTS);
            TrainingState training = TrainingState.NONE;
            if (model.isCompiled() && archive.has(OPTIMIZER)) {
                model.optimizer()
                        .restore(
                                model.plan().trainable(),
                                archive.tensors(OPTIMIZER).tensors());
            }
            if (archive.has(TRAINING)) {
                training = training(model, archive.json(TRAINING), file + ": " + TRAINING);
            }
            return new Saved(model, training);
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

    private static TrainingState training(Model model, JsonNode tree, String where) {
        JsonNode epoch = tree.path("epoch");
        JsonNode seed = tree.path("seed");
        if (!epoch.isInt() || epoch.intValue() < 0 || !seed.canConvertToLong() || !seed.isIntegralNumber()) {
            throw new ModelFormatException(where + ": epoch and seed must be whole numbers");
        }
        model.seed(seed.longValue());
        Map<String, JsonNode> callbacks = new LinkedHashMap<>();
        tree.path("callbacks").fields().forEachRemaining(entry -> callbacks.put(entry.getKey(), entry.getValue()));
        return new TrainingState(epoch.intValue(), callbacks);
    }
}
