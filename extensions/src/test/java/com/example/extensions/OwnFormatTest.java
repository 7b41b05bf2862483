package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.ModelFormat;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> other.loadWeights(file("m.lines")));
        assertEquals(
                file("m.lines")
                        + ": LinesFormat.loadWeights: has 4 weights, but the model has 2. Load it into the model that was saved.",
                e.getMessage());
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

    /** What the code of a format throws reaches the caller with the file and the format. */
    @Test
    void exceptionsNameTheFileAndTheFormat() throws IOException {
        Path file = folder.resolve("m.lines");
        model(2).save(file("m.lines"));
        List<String> lines = Files.readAllLines(file);

        lines.set(2, "1 2 three");
        Files.write(file, lines);
        ModelFormatException number = assertThrows(ModelFormatException.class, () -> Model.load(file("m.lines")));
        assertEquals(
                file + ": LinesFormat could not read it: java.lang.NumberFormatException: For input string: \"three\"",
                number.getMessage());
        assertEquals(NumberFormatException.class, number.getCause().getClass());

        lines.set(1, "{");
        Files.write(file, lines);
        ModelFormatException json = assertThrows(ModelFormatException.class, () -> Model.load(file("m.lines")));
        assertTrue(json.getMessage().startsWith(file + ": line 2"), json.getMessage());

        byte[] notUtf8 = ("lines 1\n" + " ".repeat(50_000) + "?").getBytes(StandardCharsets.UTF_8);
        notUtf8[notUtf8.length - 1] = (byte) 0xff;
        Files.write(file, notUtf8);
        ModelFormatException bytes = assertThrows(ModelFormatException.class, () -> Model.load(file("m.lines")));
        assertTrue(bytes.getMessage().startsWith(file + ": LinesFormat could not read it: "), bytes.getMessage());

        Path absent = folder.resolve("absent").resolve("m.lines");
        CornetException folderMissing = assertThrows(CornetException.class, () -> model(2).save(absent.toString()));
        assertTrue(
                folderMissing.getMessage().startsWith("cannot write " + absent + ": LinesFormat could not write it: "),
                folderMissing.getMessage());
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

    /** Names that {@code reads} and {@code writes} of another format of this module refuse, by exceptions of Cornet. */
    @Test
    void exceptionsOfReadsAndWritesNameTheFormat() throws IOException {
        Path file = Files.writeString(folder.resolve("m.refused"), "x");
        assertEquals(
                file + ": RefusingFormat.reads: no such axis",
                assertThrows(ShapeException.class, () -> Model.load(file.toString()))
                        .getMessage());
        assertEquals(
                file + ": RefusingFormat.writes: no such axis",
                assertThrows(ShapeException.class, () -> model(2).save(file.toString()))
                        .getMessage());
    }

    /** A format with mistakes in its code. */
    public static final class RefusingFormat implements ModelFormat {
        @Override
        public boolean reads(Path file) {
            return writes(file);
        }

        @Override
        public boolean writes(Path file) {
            if (file.toString().endsWith(".refused")) {
                throw new ShapeException("no such axis");
            }
            return false;
        }

        @Override
        public Model load(Path file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void loadWeights(Model model, Path file) {
            throw new UnsupportedOperationException();
        }
    }

    private static Model model(int outputs) {
        return new Sequential(new Dense(4).activation("tanh").inputShape(3), new Dense(outputs).activation("sigmoid"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
