package dev.cornet.formats.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer used both in a wrapper and outside, whose weights Keras 3 writes only once. */
class SharedLayerDiagnosisTest {
    private static final Golden GOLDEN = Golden.read("keras-files", "in_a_wrapper");

    @TempDir
    Path folder;

    private String file(String name) throws IOException {
        return Golden.copy("keras-files", name, folder).toString();
    }

    private static void assertAgrees(Model model) {
        assertArrayEquals(
                GOLDEN.tensor("predictions").toArray(),
                model.predict(GOLDEN.tensor("x")).toArray(),
                1e-6f);
    }

    @Test
    void explainsAFileThatKerasCannotLoad() throws IOException {
        String file = file("in_a_wrapper.keras");
        String message = String.valueOf(
                assertThrows(ModelFormatException.class, () -> Model.load(file)).getMessage());
        assertTrue(message.startsWith(file + ": "), message);
        assertTrue(message.contains("If \"d\" is one layer in several places"), message);
        assertTrue(
                message.endsWith("Save the model there as .h5, which has the weights of each place; or make it here and"
                        + " give it these weights by loadWeights."),
                message);
    }

    @Test
    void bothRemediesWork() throws IOException {
        assertAgrees(Model.load(file("in_a_wrapper.h5")));
        Symbol x = Input.of(3, 2);
        Dense dense = new Dense(2);
        Model model = new Model(x, new Add().of(new TimeDistributed(dense).of(x), dense.of(x)));
        model.loadWeights(file("in_a_wrapper.keras"));
        assertAgrees(model);
    }

    @Test
    void givesNoSuchExplanationForOtherFaults() throws IOException {
        Path file = Path.of(file("tiny.keras"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        String message = String.valueOf(assertThrows(ModelFormatException.class, () -> Model.load(file.toString()))
                .getMessage());
        assertFalse(message.contains("several places"), message);
    }
}
