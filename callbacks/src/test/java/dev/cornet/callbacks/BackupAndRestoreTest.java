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

    /** A resumed training may be interrupted too, after the first of its pending saves. */
    @Test
    void pendingSavesOutliveASecondInterruption() throws Exception {
        saveThree("whole", -1, -1, null);
        for (int epoch = 0; epoch < 4; epoch++) {
            String into = "died" + epoch;
            int failIn = epoch;
            assertThrows(CancellationException.class, () -> saveThree(into, failIn, -1, null));
            assertThrows(CancellationException.class, () -> saveThree(into, -1, failIn, "a.cornet"));
            saveThree(into, -1, -1, "b.cornet");
            assertEquals(
                    saved("whole").stream().map(Path::getFileName).toList(),
                    saved(into).stream().map(Path::getFileName).toList());
            for (int f = 0; f < saved("whole").size(); f++) {
                Path expected = saved("whole").get(f);
                assertArrayEquals(
                        Files.readAllBytes(expected),
                        Files.readAllBytes(folder.resolve(into).resolve(expected.getFileName())),
                        expected.toString());
            }
        }
    }

    /**
     * @param failIn the epoch at whose end training fails, after the first checkpoint
     * @param failInResume the last completed epoch of a resumed training that fails after the second checkpoint
     */
    private void saveThree(String into, int failIn, int failInResume, String resume) {
        Path files = folder.resolve(into);
        Callback failInResumed = new Callback() {
            @Override
            public void onResume() {
                History history = model().history();
                if (failInResume >= 0 && history.epochCount() == failInResume + 1) {
                    throw new CancellationException();
                }
            }
        };
        Fit fit = new Fit()
                .epochs(4)
                .batchSize(2)
                .verbose(0)
                .callbacks(
                        new ModelCheckpoint(files.resolve("a.cornet").toString()),
                        new FailWhileSaving(failIn),
                        new ModelCheckpoint(files.resolve("b.cornet").toString()),
                        failInResumed,
                        new ModelCheckpoint(
                                        files.resolve("c-{epoch}.safetensors").toString())
                                .saveWeightsOnly(true),
                        new BackupAndRestore(files.toString()).deleteCheckpoint(false));
        model().fit(
                        x,
                        x,
                        resume == null ? fit : fit.resume(files.resolve(resume).toString()));
    }

    /** A checkpoint that a callback saves before the states are restored holds these states. */
    @Test
    void aCheckpointAtTheBeginOfAResumedTrainingHasTheStatesOfTheResumedOne() throws Exception {
        String first = folder.resolve("first.cornet").toString();
        Path second = folder.resolve("second.cornet");
        Callback atBegin = new Callback() {
            @Override
            public void onTrainBegin(Map<String, Double> logs) {
                saveTraining(second);
            }

            @Override
            public Map<String, String> state() {
                return Map.of();
            }
        };
        EarlyStopping stopping = new EarlyStopping().monitor("loss").patience(3).minDelta(1e9);
        ModelCheckpoint checkpoint = new ModelCheckpoint(first);
        model().fit(x, x, new Fit().epochs(2).verbose(0).callbacks(stopping, atBegin, checkpoint));
        Fit none = new Fit().epochs(2).verbose(0).resume(first);
        model().fit(x, x, none.callbacks(new EarlyStopping().monitor("loss").patience(3), atBegin, checkpoint));
        EarlyStopping resumed = new EarlyStopping().monitor("loss").patience(3);
        model().fit(
                        x,
                        x,
                        new Fit()
                                .epochs(2)
                                .verbose(0)
                                .resume(second.toString())
                                .callbacks(resumed, new LambdaCallback(), new ModelCheckpoint(first)));
        assertEquals(stopping.state(), resumed.state());
    }

    /** A checkpoint that is saved before the epoch is complete: training repeats the epoch, at whose end the model is saved. */
    @Test
    void nothingIsPendingInACheckpointOfAnIncompleteEpoch() throws Exception {
        Path early = folder.resolve("early.cornet");
        Callback saver = new Callback() {
            @Override
            public void onEpochEnd(int epoch, Map<String, Double> logs) {
                saveTraining(early);
                throw new CancellationException();
            }
        };
        String file = folder.resolve("c-{epoch}.cornet").toString();
        assertThrows(CancellationException.class, () -> fit(model(), new ModelCheckpoint(file), saver));
        model().fit(
                        x,
                        x,
                        new Fit().epochs(1).verbose(0).resume(early.toString()).callbacks(new ModelCheckpoint(file)));
        assertEquals(1, epochs(folder.resolve("c-1.cornet")));
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
