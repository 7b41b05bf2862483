package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are saved and loaded in {@link LinesFormat}, which is found as a service. */
class OwnFormatTest {
    private final Tensor x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});

    @TempDir
    Path folder;

    @Test
    void aSavedModelPredictsTheSame() throws IOException {
        Model model = model(2);
        model.save(file("m.lines"));
        assertEquals("lines 1", Files.readAllLines(folder.resolve("m.lines")).get(0));
        assertArrayEquals(
                model.predict(x).toArray(),
                Model.load(file("m.lines")).predict(x).toArray());
    }

    @Test
    void weightsOfAnotherModelAreRefused() {
        model(2).save(file("m.lines"));
        Model other = new Sequential(new Dense(2).inputShape(3));
        Tensor before = other.predict(x);
        assertThrows(ModelFormatException.class, () -> other.loadWeights(file("m.lines")));
        assertArrayEquals(before.toArray(), other.predict(x).toArray());
    }

    @Test
    void aCheckpointWritesTheFormatOfItsName() {
        Model model = model(1);
        model.compile("sgd", "mse");
        Tensor y = Tensor.of(new float[][] {{1}, {2}});
        model.fit(x, y, new Fit().epochs(2).verbose(0).callbacks(new ModelCheckpoint(file("epoch{epoch}.lines"))));
        assertTrue(Files.exists(folder.resolve("epoch1.lines")));
        assertArrayEquals(
                model.predict(x).toArray(),
                Model.load(file("epoch2.lines")).predict(x).toArray());
    }

    /** The format writes whole models only; the names of other formats stay refused. */
    @Test
    void whatIsNotWrittenIsRefused() {
        OptionException weightsOnly = assertThrows(OptionException.class, () -> model(2).saveWeights(file("m.lines")));
        assertEquals(
                "cannot write " + file("m.lines")
                        + ": LinesFormat says by writes(…) that it writes such files, but does not implement saveWeights.",
                weightsOnly.getMessage());
        assertThrows(OptionException.class, () -> model(2).save(file("m.keras")));
    }

    private static Model model(int outputs) {
        return new Sequential(new Dense(4).activation("tanh").inputShape(3), new Dense(outputs).activation("sigmoid"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
