package dev.cornet.formats.keras;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.console.Console;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Model;
import dev.cornet.models.ModelFormat;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Small models saved by Keras in each of its formats. */
final class KerasFormatTest {
    @TempDir
    Path folder;

    private String file(String name) throws IOException {
        return Golden.copy("keras-files", name, folder).toString();
    }

    private static Golden golden(String name) {
        return Golden.read("keras-files", name.replaceFirst("\\..*", ""));
    }

    private static Model model(String name) {
        return Model.fromJson(golden(name).get("json").asText());
    }

    private static void assertAgrees(Model model, Golden golden) {
        List<Tensor> weights = golden.tensors("weights");
        List<Tensor> read = model.getWeights();
        assertEquals(weights.size(), read.size());
        for (int i = 0; i < weights.size(); i++) {
            assertArrayEquals(weights.get(i).toArray(), read.get(i).toArray(), "weight " + i);
        }
        assertArrayEquals(
                golden.tensor("predictions").toArray(),
                model.predict(golden.tensor("x")).toArray(),
                1e-5f);
    }

    static Stream<String> compiledModels() {
        return Stream.of("tiny", "nested", "recurrent", "frozen", "masked")
                .flatMap(name -> Stream.of(name + ".keras", name + ".h5"));
    }

    @ParameterizedTest
    @MethodSource("compiledModels")
    void loadsACompiledModel(String name) throws IOException {
        Model model = Model.load(file(name));
        assertAgrees(model, golden(name));
        assertEquals(name.replaceFirst("\\..*", ""), model.name());
        assertTrue(model.isCompiled());
        assertEquals("Adam", model.optimizer().getClass().getSimpleName());
        Tensor x = golden(name).tensor("x");
        assertTrue(model.evaluate(x, model.predict(x)).get("mae") < 1e-6);
    }

    @ParameterizedTest
    @MethodSource("compiledModels")
    void theOptimizerContinuesFromItsState(String name) throws IOException {
        Model model = Model.load(file(name));
        List<Tensor> variables = golden(name).tensors("optimizer_variables");
        assertEquals(variables.get(0).toArray()[0], model.optimizer().iterations());
        List<Variable> weights =
                model.variables().stream().filter(Variable::trainable).toList();
        List<Tensor> state = List.copyOf(model.optimizer().state(weights).values());
        assertEquals(variables.size() - 1, state.size());
        for (int i = 1; i < state.size(); i++) {
            assertArrayEquals(variables.get(i + 1).toArray(), state.get(i).toArray(), "slot " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny.keras", "tiny.h5", "tiny.weights.h5", "tiny.legacy_weights.h5",
        "nested.keras", "nested.h5", "nested.weights.h5", "nested.legacy_weights.h5",
        "recurrent.keras", "recurrent.h5", "recurrent.weights.h5", "recurrent.legacy_weights.h5",
        "frozen.keras", "frozen.h5", "frozen.weights.h5", "frozen.legacy_weights.h5"
    })
    void loadsWeightsOfEveryKindIntoAModel(String name) throws IOException {
        Model model = model(name);
        model.loadWeights(file(name));
        assertAgrees(model, golden(name));
    }

    @Test
    void isFoundByContentAndNotByName() throws IOException {
        Path path = Path.of(file("tiny.weights.h5"));
        Path renamed = Files.move(path, folder.resolve("weights"));
        Model model = model("tiny");
        model.loadWeights(renamed.toString());
        assertAgrees(model, golden("tiny"));
    }

    /** The file is as h5py writes it with {@code userblock_size=512}: the superblock has the base address and the end of the file. */
    @Test
    void readsAFileWithAUserBlock() throws IOException {
        byte[] plain = Files.readAllBytes(Path.of(file("tiny.h5")));
        ByteBuffer whole = ByteBuffer.allocate(512 + plain.length).order(ByteOrder.LITTLE_ENDIAN);
        whole.put("# notes\n".getBytes(StandardCharsets.UTF_8)).position(512).put(plain);
        whole.putLong(512 + 24, 512).putLong(512 + 40, whole.capacity());
        Path file = Files.write(folder.resolve("block.h5"), whole.array());
        assertAgrees(Model.load(file.toString()), golden("tiny"));
        Model model = model("tiny");
        model.loadWeights(file.toString());
        assertAgrees(model, golden("tiny"));
    }

    @Test
    void doesNotReadCornetsOwnFiles() throws IOException {
        Model model = Model.load(file("tiny.keras"));
        String own = folder.resolve("own.cornet").toString();
        String weights = folder.resolve("own.safetensors").toString();
        model.save(own);
        model.saveWeights(weights);
        assertFalse(new KerasFormat().reads(Path.of(own)));
        assertNotEquals(
                KerasFormat.class, requireNonNull(ModelFormat.of(Path.of(own))).getClass());
        assertEquals(null, ModelFormat.of(Path.of(weights)));
        assertEquals(null, ModelFormat.of(folder.resolve("missing")));
        assertAgrees(Model.load(own), golden("tiny"));
        Model other = model("tiny");
        other.loadWeights(weights);
        assertAgrees(other, golden("tiny"));
    }

    @ParameterizedTest
    @CsvSource({"nested.weights.h5", "nested.legacy_weights.h5", "nested.keras", "nested.h5"})
    void mismatchingWeightsChangeNothing(String name) throws IOException {
        Model model = model("tiny");
        List<Tensor> before = model.getWeights();
        String file = file(name);
        ModelFormatException refused = assertThrows(ModelFormatException.class, () -> model.loadWeights(file));
        assertTrue(
                refused.getMessage().startsWith(file + ": the weights are not those of the model:\n  "),
                refused.getMessage());
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i).toArray(), model.getWeights().get(i).toArray());
        }
    }

    @Test
    void reportsAllMismatchesAtOnce() throws IOException {
        Sequential model = new Sequential(new Dense(3).inputShape(4), new Dense(2));
        String file = file("nested.weights.h5");
        String message = assertThrows(ModelFormatException.class, () -> model.loadWeights(file))
                .getMessage();
        List<String> lines = Arrays.asList(message.split("\n"));
        assertEquals(
                List.of(
                        "  wrong shape: layers/dense_1/vars/0 is (3, 1) in the file, dense_1/kernel (3, 2) in the model",
                        "  wrong shape: layers/dense_1/vars/1 is (1) in the file, dense_1/bias (2) in the model",
                        "  unexpected: layers/sequential/layers/batch_normalization/vars/0"),
                lines.subList(1, 4));
        assertEquals(10, lines.size());
        assertEquals("Make the model with the layers and options of the one that was saved.", lines.get(9));
    }

    @Test
    void namesTheLayersOfAnOldFile() throws IOException {
        String file = file("tiny.legacy_weights.h5");
        Sequential model = new Sequential(new Dense(3).named("d").inputShape(4));
        assertEquals(
                file
                        + ": the weights are not those of the model:\n  the file has 3 layers with weights (conv, norm, out),"
                        + " the model 1 (d)\nMake the model with the layers and options of the one that was saved.",
                assertThrows(ModelFormatException.class, () -> model.loadWeights(file))
                        .getMessage());
    }

    @Test
    void weightsAloneAreNoModel() throws IOException {
        for (String name : List.of("tiny.weights.h5", "tiny.legacy_weights.h5")) {
            String file = file(name);
            assertEquals(
                    file + ": it holds weights only. Make the model, then call loadWeights.",
                    assertThrows(ModelFormatException.class, () -> Model.load(file))
                            .getMessage());
        }
    }

    @Test
    void loadsAModelOfKeras2() throws IOException {
        Model model = Model.load(file("old.h5"));
        assertAgrees(model, golden("old"));
        assertEquals("dense_1", model.getLayer(-1).name());
        assertEquals(0.002, model.optimizer().learningRate(), 1e-9);
        Tensor x = golden("old").tensor("x");
        assertEquals(
                1,
                model.evaluate(x, Tensor.of(golden("old").tensor("predictions").toArray(), 3, 2))
                        .get("accuracy"));
    }

    @Test
    void explainsFilesOfTensorFlow212To215() {
        Path file = folder.resolve("between.weights.h5");
        try (WritableHdfFile out = HdfFile.write(file)) {
            out.putGroup("_layer_checkpoint_dependencies");
        }
        assertEquals(
                file
                        + ": it is of TensorFlow 2.12 to 2.15, which name weights in a way that Cornet does not read. Save the model"
                        + " there as .h5.",
                assertThrows(ModelFormatException.class, () -> model("tiny").loadWeights(file.toString()))
                        .getMessage());
    }

    @Test
    void aFrozenModelKeepsTheOrderOfItsWeights() throws IOException {
        Model model = model("nested");
        model.setTrainable(false);
        model.loadWeights(file("nested.legacy_weights.h5"));
        assertAgrees(model, golden("nested"));
        assertFalse(model.trainable());
    }

    /** The order in the file depends on which weights were frozen when it was saved, so the weights are identified by name. */
    @Test
    void loadsWeightsOfAPartlyFrozenModelIntoATrainableOne() throws IOException {
        for (boolean trainable : List.of(true, false)) {
            Model model = model("frozen");
            model.setTrainable(trainable);
            model.loadWeights(file("frozen.legacy_weights.h5"));
            assertAgrees(model, golden("frozen"));
        }
    }

    /** The version of Keras is in an attribute of the file and in the JSON text; both select the gates of Keras 2. */
    @Test
    void usesTheGatesOfTheFilesVersion() throws IOException {
        assertAgrees(Model.load(file("gates.h5")), golden("gates"));
        Model model = model("gates");
        model.loadWeights(file("gates.h5"));
        assertAgrees(model, golden("gates"));
    }

    @Test
    void loadsAnUnpackedArchive() throws IOException {
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        try (KerasZip zip = KerasZip.open(Path.of(file("tiny.keras")))) {
            Files.writeString(unpacked.resolve("config.json"), zip.config());
        }
        Files.write(unpacked.resolve("model.weights.h5"), Golden.bytes("keras-files", "tiny.weights.h5"));
        Model model = Model.load(unpacked.toString());
        assertAgrees(model, golden("tiny"));
        assertTrue(model.isCompiled());
        assertEquals(1, model.optimizer().iterations());
        Model other = model("tiny");
        other.loadWeights(unpacked.toString());
        assertAgrees(other, golden("tiny"));
    }

    @Test
    void explainsMissingPartsOfAnUnpackedArchive() throws IOException {
        Path text = Files.createDirectory(folder.resolve("text"));
        Files.writeString(
                text.resolve("config.json"), golden("tiny").get("json").asText());
        String message = assertThrows(ModelFormatException.class, () -> Model.load(text.toString()))
                .getMessage();
        assertTrue(message.contains("a folder without model.weights.h5: the weights are missing"), message);
        assertTrue(message.contains("Model.fromJson"), message);
        Path weights = Files.createDirectory(folder.resolve("weights"));
        Files.write(weights.resolve("model.weights.h5"), Golden.bytes("keras-files", "tiny.weights.h5"));
        String missing = assertThrows(ModelFormatException.class, () -> Model.load(weights.toString()))
                .getMessage();
        assertTrue(missing.contains("a folder without config.json"), missing);
        assertTrue(missing.contains("loadWeights"), missing);
        String alone = assertThrows(
                        ModelFormatException.class,
                        () -> Model.load(text.resolve("config.json").toString()))
                .getMessage();
        assertTrue(alone.contains("fromJson"), alone);
    }

    /**
     * Five steps in Keras are followed by four in Cornet. In files, averages and accumulated gradients come before the optimizer's own
     * slots.
     */
    @ParameterizedTest
    @CsvSource({"averaged", "accumulated", "both_and_more"})
    void averagesAndAccumulatedGradientsContinue(String name) throws IOException {
        Golden golden = golden(name);
        Model model = Model.load(file(name + ".keras"));
        assertEquals(5, model.optimizer().steps());
        for (Tensor x : golden.tensors("batches")) {
            model.trainOnBatch(x, golden.tensor("y"));
        }
        List<Tensor> expected = golden.tensors("weights");
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(
                    expected.get(i).toArray(), model.getWeights().get(i).toArray(), 2e-6f, "weight " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"half.keras, float16", "brain.keras, bfloat16", "half.h5, float16", "brain.h5, bfloat16"})
    void readsModelsOfHalfPrecision(String name, String precision) throws IOException {
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        try {
            Model model = Model.load(file(name));
            assertArrayEquals(
                    new float[] {0.5f, 1, -2, 3, 0.25f, 7},
                    model.getWeights().get(0).toArray());
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(
                    warnings.get(0).endsWith("made for " + precision + "; here it computes in float32."),
                    warnings.get(0));
        } finally {
            Console.onWarning(Console::toStandardError);
        }
    }

    /** Losses and metrics of a model with a dictionary of outputs are named by its keys, also after saving. */
    @ParameterizedTest
    @CsvSource({"named.keras", "named.h5", "named_alone.keras", "named_alone.h5"})
    void namesLossesByTheKeysOfTheOutputs(String name) throws IOException {
        Golden golden = golden(name);
        Model model = Model.load(file(name));
        String own = folder.resolve("own.cornet").toString();
        model.save(own);
        for (Model copy : List.of(model, Model.load(own), Model.fromJson(model.toJson()))) {
            copy.setWeights(model.getWeights());
            Map<String, Double> metrics = copy.evaluate(
                            List.of(golden.tensor("x")), golden.tensors("y"), new Evaluate().verbose(0))
                    .metrics();
            assertEquals(golden.get("evaluate").size(), metrics.size(), metrics.toString());
            golden.get("evaluate")
                    .fields()
                    .forEachRemaining(value -> assertEquals(
                            value.getValue().doubleValue(),
                            metrics.getOrDefault(value.getKey(), -1.0),
                            1e-6,
                            value.getKey()));
        }
        assertTrue(model.toJson().contains("\"output_layers\":{\"p\":[\"z\",0,0]"), model.toJson());
    }
}
