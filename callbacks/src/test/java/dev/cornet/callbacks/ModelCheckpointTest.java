package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Fit;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckpointTest {
    @TempDir
    Path folder;

    @Test
    void fillsTheFieldsOfTheFileNameAsPythonDoes() {
        ModelCheckpoint checkpoint = new ModelCheckpoint("best-{epoch:02d}-{val_loss:.2f}-{accuracy:.4f}.cornet");
        checkpoint.onEpochBegin(6, Map.of());
        assertEquals(
                "best-07-0.13-0.9876.cornet", checkpoint.fileName(-1, Map.of("val_loss", 0.126, "accuracy", 0.98764)));
    }

    @Test
    void anInvalidFieldFailsBeforeTraining() {
        for (String name : List.of(
                "{epoch+1}", "{loss*100:.0f}", "{loss:d}", "{}", "{0}", "{epoch:02d", "{loss:.2q}", "{batch}")) {
            ModelCheckpoint checkpoint =
                    new ModelCheckpoint(folder.resolve(name + ".cornet").toString());
            Sequential model = new Sequential(new Dense(1).inputShape(1));
            model.compile("sgd", "mse");
            Tensor x = Tensor.zeros(2, 1);
            String message = assertThrows(
                            OptionException.class,
                            () -> model.fit(x, x, new Fit().verbose(0).callbacks(checkpoint)))
                    .getMessage();
            assertTrue(message.startsWith("ModelCheckpoint: the file name " + folder), message);
            assertEquals(0, model.optimizer().steps(), name);
        }
    }

    @Test
    void anUnsupportedFileFormatFailsBeforeTraining() {
        Sequential model = new Sequential(new Dense(1).inputShape(1));
        model.compile("sgd", "mse");
        Tensor x = Tensor.zeros(2, 1);
        for (ModelCheckpoint checkpoint : List.of(
                new ModelCheckpoint(folder + "/{epoch}.keras"),
                new ModelCheckpoint(folder + "/{epoch}.weights.h5").saveWeightsOnly(true))) {
            String message = assertThrows(
                            OptionException.class,
                            () -> model.fit(x, x, new Fit().verbose(0).callbacks(checkpoint)))
                    .getMessage();
            assertTrue(message.contains("Cornet does not write Keras' binary formats"), message);
        }
        assertEquals(0, model.optimizer().steps());
    }

    /** The names of files that hold a metric differ from training to training. */
    @Test
    void deletesTheTemporaryFilesOfKilledTrainings() throws IOException {
        Files.createFile(folder.resolve(".best-03-0.125.cornet.123-0.tmp"));
        Files.createFile(folder.resolve(".other-03-0.125.cornet.123-0.tmp"));
        Files.createFile(folder.resolve(".best-03-0.125.cornet.notes.tmp"));
        Sequential model =
                new Sequential(new Dense(1).kernelInitializer("zeros").inputShape(1));
        model.compile("sgd", "mse");
        Tensor x = Tensor.zeros(2, 1);
        model.fit(
                x,
                x,
                new Fit().verbose(0).callbacks(new ModelCheckpoint(folder + "/best-{epoch:02d}-{loss:.3f}.cornet")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(
                            ".best-03-0.125.cornet.notes.tmp",
                            ".other-03-0.125.cornet.123-0.tmp",
                            "best-01-0.000.cornet"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        Pattern names = new FileNamePattern("ModelCheckpoint", "a/{epoch}/b{{x}}-{loss:.{epoch}f}.$").names();
        assertTrue(names.matcher("b{x}-0.5.$").matches(), names.pattern());
        assertFalse(names.matcher("b{x}-0.5.d").matches(), names.pattern());
    }

    @Test
    void namesAFieldWithoutAMetric() {
        ModelCheckpoint checkpoint = new ModelCheckpoint("{val_auc:.2f}.cornet");
        String message = assertThrows(OptionException.class, () -> checkpoint.fileName(-1, Map.of("loss", 1.0)))
                .getMessage();
        assertTrue(message.contains("{val_auc}") && message.contains("loss"), message);
    }
}
