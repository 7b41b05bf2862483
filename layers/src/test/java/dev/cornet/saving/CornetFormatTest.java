package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.ModelFormat;
import dev.cornet.models.Sequential;
import dev.cornet.nn.WeightAllocation;
import dev.cornet.optimizers.Adam;
import dev.cornet.random.Seeds;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CornetFormatTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2);
    private static final Tensor Y = Tensor.of(new float[] {1, 0, 1, 0}, 4, 1);

    @TempDir
    Path folder;

    private static Sequential trained() {
        Sequential model = new Sequential();
        model.add(Input.of(2)).add(new Dense(3).activation("tanh")).add(new Dense(1).activation("sigmoid"));
        model.seed(5);
        model.compile(new Adam(0.01), "binary_crossentropy", "accuracy");
        model.fit(X, Y, new Fit().epochs(3).verbose(0));
        return model;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void savesAndLoadsEverything() {
        Sequential model = trained();
        model.save(file("a.cornet"));
        Model loaded = Model.load(file("a.cornet"));
        assertArrayEquals(model.predict(X).toArray(), loaded.predict(X).toArray());
        assertEquals(model.toJson(), loaded.toJson());
        assertEquals(model.seed(), loaded.seed());
        assertEquals(model.optimizer().iterations(), loaded.optimizer().iterations());
    }

    @Test
    void isTheFormatOfItsFilesAlone() {
        Sequential model = trained();
        model.save(file("a.cornet"));
        model.saveWeights(file("w.safetensors"));
        assertInstanceOf(CornetFormat.class, ModelFormat.of(folder.resolve("a.cornet")));
        assertNull(ModelFormat.of(folder.resolve("w.safetensors")));
        assertNull(ModelFormat.of(folder.resolve("missing.cornet")));
        assertNull(ModelFormat.of(folder));
    }

    @Test
    void namesTheFileWhoseKindDoesNotFit() {
        Sequential model = trained();
        model.save(file("a.cornet"));
        model.saveWeights(file("w.safetensors"));
        String weights = assertThrows(ModelFormatException.class, () -> Model.load(file("w.safetensors")))
                .getMessage();
        assertTrue(weights.contains("is no .cornet file but a safetensors file"), weights);
        String archive = assertThrows(ModelFormatException.class, () -> model.loadWeights(file("a.cornet")))
                .getMessage();
        assertTrue(archive.contains("whole models are read by Model.load"), archive);
    }

    @Test
    void trainingContinuesAsWithoutSaveAndLoad() {
        Sequential model = trained();
        model.save(file("a.cornet"));
        Model loaded = Model.load(file("a.cornet"));
        model.trainOnBatch(X, Y);
        loaded.trainOnBatch(X, Y);
        assertArrayEquals(model.predict(X).toArray(), loaded.predict(X).toArray());
    }

    @Test
    void savesAndLoadsOnlyWeights() {
        Sequential model = trained();
        model.saveWeights(file("w.safetensors"));
        Model newModel = Model.fromJson(model.toJson());
        newModel.loadWeights(file("w.safetensors"));
        assertArrayEquals(model.predict(X).toArray(), newModel.predict(X).toArray());
    }

    @Test
    void listsAllDifferencesOfWeightsAndChangesNothing() {
        trained().saveWeights(file("w.safetensors"));
        Sequential other = new Sequential();
        other.add(Input.of(2)).add(new Dense(4).useBias(false)).add(new Dense(1).named("end"));
        float[] before = other.predict(X).toArray();
        String message = assertThrows(ModelFormatException.class, () -> other.loadWeights(file("w.safetensors")))
                .getMessage();
        assertEquals(
                file("w.safetensors") + ": the weights are not those of the model:\n"
                        + "  wrong shape: dense/kernel is (2, 3) in the file, (2, 4) in the model\n"
                        + "  missing: end/kernel (4, 1)\n  missing: end/bias (1)\n  unexpected: dense/bias (3)\n"
                        + "  unexpected: dense_1/kernel (3, 1)\n  unexpected: dense_1/bias (1)\n"
                        + "Make the model with the layers and options of the one that was saved.",
                message);
        assertArrayEquals(before, other.predict(X).toArray());
    }

    /** Loading uses no initializers: drawing an orthogonal matrix takes far longer than reading it. */
    @Test
    void loadingInitializesNoWeights() {
        Model wide = WeightAllocation.uninitialized(
                Long.MAX_VALUE,
                () -> new Sequential(new Dense(500).inputShape(500).kernelInitializer("orthogonal")));
        wide.save(file("wide.cornet"));
        Cornet.setSeed(3);
        long next = Seeds.next();
        Cornet.setSeed(3);
        Model loaded = Model.load(file("wide.cornet"));
        assertEquals(next, Seeds.next());
        assertEquals(500 * 501, loaded.countParams());
    }

    @Test
    void refusesAModelWithMoreWeightsThanTheFile() throws IOException {
        trained().save(file("a.cornet"));
        byte[] whole = Files.readAllBytes(Path.of(file("a.cornet")));
        assertTrue(whole.length < 10_000);
        Map<String, CornetArchive.Part> parts = new LinkedHashMap<>();
        try (CornetArchive archive = CornetArchive.open(
                Path.of(file("a.cornet")),
                Set.of(
                        "model.json",
                        "weights.safetensors",
                        "optimizer.safetensors",
                        "training.json",
                        "settings.json"))) {
            String tree = archive.json("model.json").toString().replace("\"units\":3", "\"units\":3000000");
            Map<String, Tensor> weights = archive.tensors("weights.safetensors").tensors();
            parts.put("model.json", out -> out.write(tree.getBytes(StandardCharsets.UTF_8)));
            parts.put("weights.safetensors", out -> Safetensors.write(out, weights, Map.of()));
        }
        CornetArchive.write(folder.resolve("large.cornet"), parts);
        String message = assertThrows(ModelFormatException.class, () -> Model.load(file("large.cornet")))
                .getMessage();
        assertTrue(message.contains("bytes of weights, which the file cannot hold"), message);
    }

    @Test
    void namesFilesOfOtherFormats() throws IOException {
        assertTrue(refusal(new byte[0]).contains("it is empty"));
        assertTrue(
                refusal("{\"class_name\":1}".getBytes(StandardCharsets.UTF_8)).contains("a JSON text"));
        try (var in = getClass().getResourceAsStream("/golden/keras-files/tiny.keras")) {
            assertTrue(refusal(in.readAllBytes()).contains("is a model of Keras (.keras)"));
        }
        try (var in = getClass().getResourceAsStream("/golden/keras-files/tiny.h5")) {
            assertTrue(refusal(in.readAllBytes()).contains("an HDF5 file"));
        }
        assertTrue(assertThrows(ModelFormatException.class, () -> Model.load(file("none.cornet")))
                .getMessage()
                .contains("does not exist"));
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("other"), bytes);
        return assertThrows(ModelFormatException.class, () -> Model.load(file.toString()))
                .getMessage();
    }

    @Test
    void refusesTruncatedFiles() throws IOException {
        trained().save(file("a.cornet"));
        byte[] whole = Files.readAllBytes(Path.of(file("a.cornet")));
        for (int n = 0; n < whole.length; n += 7) {
            refusal(Arrays.copyOf(whole, n));
        }
        refusal(Arrays.copyOf(whole, whole.length + 1));
    }

    /** -Dcornet.fuzz=100000 sets a long run. */
    @Test
    void damagedFilesGiveAModelOrOneKindOfException() throws IOException {
        trained().save(file("a.cornet"));
        byte[] whole = Files.readAllBytes(Path.of(file("a.cornet")));
        Random random = new Random(7);
        int runs = Integer.getInteger("cornet.fuzz", 1000);
        for (int run = 0; run < runs; run++) {
            byte[] mutant = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("mutant"), mutant);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                try {
                    Model.load(file.toString()).predict(X);
                } catch (ModelFormatException e) {
                    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
                }
            });
        }
    }
}
