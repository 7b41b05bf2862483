package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.ModelAccess;
import dev.cornet.models.TrainingState;
import dev.cornet.models.TrainingState.CallbackState;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part {@code training.json} of a {@code .cornet} file: epoch, step, seed, learning rate, history, and the texts that callbacks save.
 * The tensors of callbacks are in {@code callbacks.safetensors}, named {@code callback/tensor}.
 *
 * @param state epoch, history and the states of callbacks
 * @param seed the seed of shuffling and dropout
 * @param learningRate the learning rate; NaN if a schedule determines it
 */
record TrainingJson(TrainingState state, long seed, double learningRate) {
    static TrainingJson of(Model model, TrainingState state) {
        Optimizer optimizer = model.optimizer();
        return new TrainingJson(
                state, model.seed(), optimizer.followsSchedule() ? Double.NaN : optimizer.learningRate());
    }

    /** Sets the model's seed and learning rate. */
    void applyTo(Model model) {
        model.seed(seed);
        if (!Double.isNaN(learningRate) && !model.optimizer().followsSchedule()) {
            model.optimizer().learningRate(learningRate);
        }
    }

    // ---- writing

    JsonNode tree(long step) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("epoch", state.epoch());
        tree.put("step", step);
        tree.put("seed", seed);
        if (!Double.isNaN(learningRate)) {
            tree.put("learning_rate", learningRate);
        }
        ObjectNode history = tree.putObject("history");
        ArrayNode epochs = history.putArray("epoch");
        state.history().epochs().forEach(epochs::add);
        ObjectNode metrics = history.putObject("figures");
        state.history().metrics().forEach((name, values) -> {
            ArrayNode all = metrics.putArray(name);
            values.forEach(value -> all.add(Double.toString(value))); // JSON has no NaN
        });
        ObjectNode callbacks = tree.putObject("callbacks");
        state.callbacks().forEach((callback, saved) -> {
            ObjectNode texts = callbacks.putObject(callback);
            new TreeMap<>(saved.texts()).forEach(texts::put);
        });
        return tree;
    }

    /** The callbacks' tensors under their names in the file. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        state.callbacks()
                .forEach((callback, saved) -> new TreeMap<>(saved.tensors())
                        .forEach((name, tensor) -> all.put(callback + "/" + name, tensor)));
        return all;
    }

    // ---- reading

    static TrainingJson read(JsonNode tree, Map<String, Tensor> tensors, String where) {
        JsonNode epoch = tree.path("epoch");
        JsonNode seed = tree.path("seed");
        JsonNode rate = tree.path("learning_rate");
        require(
                epoch.isInt() && epoch.intValue() >= 0 && seed.isIntegralNumber() && seed.canConvertToLong(),
                where,
                "epoch and seed must be whole numbers");
        require(rate.isMissingNode() || rate.isNumber(), where, "learning_rate must be a number");
        Map<String, CallbackState> callbacks = new LinkedHashMap<>();
        tree.path("callbacks").fields().forEachRemaining(entry -> {
            Map<String, String> texts = new LinkedHashMap<>();
            entry.getValue().fields().forEachRemaining(text -> {
                require(text.getValue().isTextual(), where, "the state of a callback must be text");
                texts.put(text.getKey(), text.getValue().asText());
            });
            callbacks.put(entry.getKey(), new CallbackState(texts, tensorsOf(entry.getKey() + "/", tensors)));
        });
        TrainingState state = new TrainingState(epoch.intValue(), history(tree.path("history"), where), callbacks);
        return new TrainingJson(state, seed.longValue(), rate.isNumber() ? rate.doubleValue() : Double.NaN);
    }

    private static Map<String, Tensor> tensorsOf(String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> selected = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                selected.put(name.substring(prefix.length()), tensor);
            }
        });
        return selected;
    }

    private static History history(JsonNode tree, String where) {
        List<Integer> epochs = new ArrayList<>();
        Map<String, List<Double>> metrics = new LinkedHashMap<>();
        for (JsonNode epoch : tree.path("epoch")) {
            require(epoch.isInt(), where, "the epochs of the history must be whole numbers");
            epochs.add(epoch.intValue());
        }
        tree.path("figures").fields().forEachRemaining(entry -> {
            for (JsonNode value : entry.getValue()) {
                List<Double> values = metrics.computeIfAbsent(entry.getKey(), name -> new ArrayList<>());
                require(value.isTextual(), where, "the figures of the history must be numbers in quotes");
                try {
                    values.add(Double.parseDouble(value.asText()));
                } catch (NumberFormatException e) {
                    throw new ModelFormatException(
                            where + ": the history has \"" + value.asText() + "\" where a number must be", e);
                }
            }
        });
        return ModelAccess.history(epochs, metrics);
    }

    private static void require(boolean condition, String where, String message) {
        if (!condition) {
            throw new ModelFormatException(where + ": " + message);
        }
    }
}
