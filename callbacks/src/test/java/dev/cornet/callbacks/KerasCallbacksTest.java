package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.console.Console;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Comparison with Keras' callbacks: given the same metric values, they stop, save, print and write the same. */
class KerasCallbacksTest {
    @TempDir
    Path folder;

    private final PrintStream console = Console.stream();

    @AfterEach
    void restoreConsole() {
        Console.set(console, System.console() != null);
    }

    static Stream<Golden> cases() {
        return Stream.of("EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint", "CSVLogger")
                .flatMap(group -> Golden.cases("callbacks", group).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithKeras(Golden golden) throws Exception {
        Path csv = folder.resolve("log.csv");
        if (golden.has("before")) {
            Files.writeString(csv, golden.get("before").asText());
        }
        TreeSet<String> saved = new TreeSet<>();
        run(model(), golden::get, callback(golden.name(), golden.get("options"), csv), saved, golden.name());
        assertEquals(saved, filesBeside(csv));
        if (golden.has("written")) {
            assertEquals(golden.get("written").asText(), Files.readString(csv));
        }
    }

    /** Random metric values and options, with NaN and infinity; an object that is used in two fits keeps the same state as Keras'. */
    @Test
    void decidesAsKerasOnRandomCurves() throws Exception {
        int number = 0;
        for (JsonNode run : Golden.read("callbacks", "random_curves").get("runs")) {
            Path runFolder = Files.createDirectory(folder.resolve("run" + number++));
            Callback callback = switch (run.get("kind").asText()) {
                case "EarlyStopping" -> callback("early_stopping", run.get("options"), runFolder);
                case "ReduceLROnPlateau" -> callback("reduce_lr", run.get("options"), runFolder);
                default -> callback("model_checkpoint", run.get("options"), runFolder.resolve("log.csv"));
            };
            Sequential model = model();
            TreeSet<String> saved = new TreeSet<>();
            for (JsonNode fit : run.get("fits")) {
                run(model, fit::get, callback, saved, run.toString());
            }
            assertEquals(saved, filesBeside(runFolder.resolve("log.csv")), run.toString());
        }
    }

    private static Sequential model() {
        Sequential model = new Sequential();
        model.add(new Dense(1).inputShape(1));
        model.compile(new SGD(0.5), "mse");
        return model;
    }

    private void run(
            Sequential model,
            Function<String, JsonNode> golden,
            Callback callback,
            TreeSet<String> saved,
            String name) {
        int epochs = golden.apply("figures").elements().next().size();
        int batches = Math.max(1, golden.apply("batches").asInt());
        ScriptedLogs script = new ScriptedLogs(golden.apply("figures"));
        List<Double> rates = new ArrayList<>();
        LambdaCallback recordRates = new LambdaCallback()
                .onEpochEnd((epoch, logs) -> rates.add(model.optimizer().learningRate()));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Console.set(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        Tensor x = Tensor.zeros(batches, 1);
        History history = model.fit(
                x, x, new Fit().epochs(epochs).batchSize(1).verbose(0).callbacks(script, callback, recordRates));

        assertEquals(golden.apply("epochs").asInt(), history.epochCount(), name);
        assertEquals(
                lines(golden.apply("printed").asText()),
                lines(printed.toString(StandardCharsets.UTF_8).replaceAll(folder + "/(run\\d+/)?", "")),
                name);
        assertArrayEquals(
                script.weights.get(golden.apply("weights").asInt()).get(0).toArray(),
                model.getWeights().get(0).toArray(),
                "the final weights, " + name);
        for (int epoch = 0; epoch < rates.size(); epoch++) {
            assertEquals(golden.apply("rates").get(epoch).asDouble(), rates.get(epoch), 1e-8, name);
        }
        golden.apply("saved").forEach(file -> saved.add(ownName(file.asText())));
    }

    private TreeSet<String> filesBeside(Path csv) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(csv.getParent())) {
            files.filter(file -> !file.equals(csv))
                    .forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private static List<String> lines(String printed) {
        return ownName(printed).lines().toList();
    }

    private static String ownName(String text) {
        return text.replace(".keras", ".cornet").replace(".weights.h5", ".safetensors");
    }

    private Callback callback(String name, JsonNode o, Path csv) {
        if (name.contains("early_stopping")) {
            EarlyStopping stopping = new EarlyStopping();
            o.fields().forEachRemaining(option -> set(stopping, option));
            return common(stopping, o);
        }
        if (name.contains("reduce_lr")) {
            ReduceLROnPlateau plateau = new ReduceLROnPlateau();
            o.fields().forEachRemaining(option -> set(plateau, option));
            return common(plateau, o);
        }
        if (name.contains("csv_logger")) {
            return new CSVLogger(csv)
                    .append(o.path("append").asBoolean())
                    .separator(o.path("separator").asText(","));
        }
        ModelCheckpoint checkpoint = new ModelCheckpoint(
                csv.resolveSibling(ownName(o.get("filepath").asText())).toString());
        o.fields().forEachRemaining(option -> set(checkpoint, option));
        return common(checkpoint, o);
    }

    private static <C extends MonitorCallback<C>> C common(C callback, JsonNode o) {
        return callback.verbose(o.path("verbose").asInt())
                .monitor(o.path("monitor").asText("val_loss"))
                .mode(o.path("mode").asText("auto"));
    }

    private static void set(EarlyStopping stopping, Map.Entry<String, JsonNode> option) {
        JsonNode value = option.getValue();
        switch (option.getKey()) {
            case "patience" -> stopping.patience(value.asInt());
            case "min_delta" -> stopping.minDelta(value.asDouble());
            case "baseline" -> stopping.baseline(value.asDouble());
            case "restore_best_weights" -> stopping.restoreBestWeights(value.asBoolean());
            case "start_from_epoch" -> stopping.startFromEpoch(value.asInt());
            default -> requireCommon(option.getKey());
        }
    }

    private static void set(ReduceLROnPlateau plateau, Map.Entry<String, JsonNode> option) {
        JsonNode value = option.getValue();
        switch (option.getKey()) {
            case "patience" -> plateau.patience(value.asInt());
            case "min_delta" -> plateau.minDelta(value.asDouble());
            case "factor" -> plateau.factor(value.asDouble());
            case "cooldown" -> plateau.cooldown(value.asInt());
            case "min_lr" -> plateau.minLr(value.asDouble());
            default -> requireCommon(option.getKey());
        }
    }

    private static void set(ModelCheckpoint checkpoint, Map.Entry<String, JsonNode> option) {
        JsonNode value = option.getValue();
        switch (option.getKey()) {
            case "filepath" -> {}
            case "save_best_only" -> checkpoint.saveBestOnly(value.asBoolean());
            case "save_weights_only" -> checkpoint.saveWeightsOnly(value.asBoolean());
            case "save_freq" -> checkpoint.saveFreq(value.asInt());
            case "initial_value_threshold" -> checkpoint.initialValueThreshold(value.asDouble());
            default -> requireCommon(option.getKey());
        }
    }

    private static void requireCommon(String option) {
        assertEquals(true, List.of("verbose", "monitor", "mode").contains(option), option);
    }

    /** Replaces the metric values in the logs by those of the golden file, and sets different weights in each epoch. */
    private static final class ScriptedLogs extends Callback {
        private final JsonNode metrics;
        private final List<List<Tensor>> weights = new ArrayList<>();
        private int epoch;

        ScriptedLogs(JsonNode metrics) {
            this.metrics = metrics;
        }

        @Override
        public void onEpochBegin(int epoch, Map<String, Double> logs) {
            this.epoch = epoch;
        }

        @Override
        public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
            fill(logs, false);
        }

        @Override
        public void onEpochEnd(int epoch, Map<String, Double> logs) {
            fill(logs, true);
            List<Tensor> epochWeights = List.of(Tensor.of(new float[] {epoch}, 1, 1), Tensor.zeros(1));
            weights.add(epochWeights);
            model().setWeights(epochWeights);
        }

        private void fill(Map<String, Double> logs, boolean validation) {
            logs.clear();
            metrics.fields().forEachRemaining(metric -> {
                JsonNode value = metric.getValue().get(epoch);
                if (!value.isNull() && (validation || !metric.getKey().startsWith("val_"))) {
                    logs.put(metric.getKey(), Double.valueOf(value.asText()));
                }
            });
        }
    }
}
