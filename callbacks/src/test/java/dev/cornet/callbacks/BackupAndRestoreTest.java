package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.console.Console;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupAndRestoreTest {
    @TempDir
    Path folder;

    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 8, 1);

    private Path file(String name) {
        return folder.resolve("backup").resolve(name);
    }

    private static Sequential model() {
        Cornet.setSeed(4);
        Sequential model = new Sequential();
        model.add(new Dense(1).inputShape(1));
        model.compile("adam", "mse");
        return model;
    }

    private BackupAndRestore backup() {
        return new BackupAndRestore(folder.resolve("backup").toString());
    }

    private History fit(Model model, Callback... callbacks) {
        return model.fit(x, x, new Fit().epochs(4).batchSize(2).verbose(0).callbacks(callbacks));
    }

    private static Callback stopIn(int epoch) {
        return new Trainings.Stop(epoch, () -> {
            throw new CancellationException();
        });
    }

    @Test
    void resumesAfterACrashAndDeletesItsFiles() throws Exception {
        Model uninterrupted = model();
        fit(uninterrupted);
        assertThrows(CancellationException.class, () -> fit(model(), backup(), stopIn(2)));
        assertTrue(Files.exists(file("latest.cornet")));
        Files.writeString(file("mine.txt"), "kept");
        Model resumed = model();
        History history = fit(resumed, backup(), stopIn(99));
        assertEquals(List.of(0, 1, 2, 3), history.epochs());
        assertArrayEquals(
                uninterrupted.getWeights().get(0).toArray(),
                resumed.getWeights().get(0).toArray());
        assertFalse(Files.exists(file("latest.cornet")));
        assertTrue(Files.exists(file("mine.txt")));
    }

    @Test
    void keepsItsFilesWithoutDeleteCheckpoint() {
        fit(model(), backup().deleteCheckpoint(false).doubleCheckpoint(true));
        assertEquals(4, epochs(file("latest.cornet")));
        assertEquals(3, epochs(file("previous.cornet")));
    }

    /** The number of epochs that a training resumed from the file has already run. */
    private int epochs(Path file) {
        return model().fit(x, x, new Fit().epochs(0).verbose(0).resume(file.toString()))
                .epochCount();
    }

    @Test
    void resumesFromThePreviousFileIfTheLatestIsDamaged() throws Exception {
        Model uninterrupted = model();
        fit(uninterrupted);
        assertThrows(CancellationException.class, () -> fit(model(), backup().doubleCheckpoint(true), stopIn(3)));
        Files.write(file("latest.cornet"), new byte[100]);
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        Model resumed = model();
        BackupAndRestore backup = backup().doubleCheckpoint(true).deleteCheckpoint(false);
        try {
            fit(resumed, backup, stopIn(99));
        } finally {
            Console.onWarning(Console::toStandardError);
        }
        assertArrayEquals(
                uninterrupted.getWeights().get(0).toArray(),
                resumed.getWeights().get(0).toArray());
        assertTrue(
                warnings.get(0)
                        .startsWith("training goes on from " + file("previous.cornet") + ", for the latest checkpoint"),
                warnings.toString());
        assertEquals(4, epochs(file("latest.cornet")));
        assertEquals(3, epochs(file("previous.cornet")), "a damaged file never replaces a valid one");
    }

    @Test
    void namesBothFilesIfNeitherCanBeRead() throws Exception {
        fit(model(), backup().doubleCheckpoint(true).deleteCheckpoint(false));
        Files.write(file("latest.cornet"), new byte[100]);
        Files.write(file("previous.cornet"), new byte[100]);
        String message = assertThrows(ModelFormatException.class, () -> fit(model(), backup().doubleCheckpoint(true)))
                .getMessage();
        assertTrue(message.contains("latest.cornet"), message);
        assertTrue(message.endsWith("Nor can the one before it, " + file("previous.cornet") + "."), message);
    }

    @Test
    void savesAfterBatchesAndRepeatsTheirEpoch() {
        assertThrows(CancellationException.class, () -> fit(model(), backup().saveFreq(3), stopIn(1))); // 5 batches
        assertEquals(0, epochs(file("latest.cornet")));
        assertEquals(List.of(0, 1, 2, 3), fit(model(), backup().saveFreq(3)).epochs());
    }

    @Test
    void anInterruptKeepsTheFiles() {
        LambdaCallback interrupt = new LambdaCallback().onTrainBatchBegin((batch, logs) -> {
            if (batch == 2) {
                Thread.currentThread().interrupt();
            }
        });
        History history = fit(model(), backup().saveFreq(2), interrupt);
        assertTrue(Thread.interrupted());
        assertEquals(1, history.epochCount());
        assertTrue(Files.exists(file("latest.cornet")));
    }

    @Test
    void namesATruncatedFile() throws Exception {
        Files.createDirectories(folder.resolve("backup"));
        Files.write(file("latest.cornet"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0});
        String message = assertThrows(ModelFormatException.class, () -> fit(model(), backup()))
                .getMessage();
        assertTrue(message.endsWith("the archive is damaged or cannot be read: it ends too early"), message);
    }

    @Test
    void refusesASaveFreqOfZero() {
        assertEquals(
                "BackupAndRestore: saveFreq must be positive, got 0",
                assertThrows(OptionException.class, () -> backup().saveFreq(0)).getMessage());
    }

    /** Ends the training at the end of an epoch, after the callbacks before this one have saved and before those after it have. */
    private static final class FailWhileSaving extends Callback {
        private final int epoch;

        FailWhileSaving(int epoch) {
            this.epoch = epoch;
        }

        @Override
        public void onEpochSave(int epoch, Map<String, Double> logs) {
            if (epoch == this.epoch) {
                throw new CancellationException();
            }
        }
    }

    private History save(String into, int failIn) {
        String file = folder.resolve(into).resolve("{epoch}-{loss:.3f}.cornet").toString();
        ModelCheckpoint best = new ModelCheckpoint(file).monitor("loss").saveBestOnly(true);
        return fit(model(), backup(), new FailWhileSaving(failIn), best);
    }

    private List<Path> saved(String into) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(into))) {
            return files.sorted().toList();
        }
    }

    /** If training ends after the backup but before ModelCheckpoint has saved the best model, that is saved when training resumes. */
    @Test
    void aPendingSaveIsDoneWhenTrainingResumes() throws Exception {
        save("whole", -1);
        for (int epoch = 0; epoch < 4; epoch++) {
            String into = "died" + epoch;
            int failIn = epoch;
            assertThrows(CancellationException.class, () -> save(into, failIn));
            save(into, -1);
            assertEquals(4, saved(into).size());
            for (int f = 0; f < 4; f++) {
                Path expected = saved("whole").get(f);
                Path actual = saved(into).get(f);
                assertEquals(expected.getFileName(), actual.getFileName());
                assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(actual));
            }
        }
    }
}
