package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.callbacks.Trainings.Result;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.LSTM;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training that was stopped and resumed writes the same bytes as an uninterrupted one. */
class ResumeTest {
    private static final int NEVER = 99;

    @TempDir
    Path folder;

    private final int threads = Cornet.threads();

    @AfterEach
    void restoreThreads() {
        Cornet.threads(threads);
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name));
    }

    private static void stop() {
        throw new CancellationException("stopped");
    }

    private static void requireSame(Result expected, Result actual, String when) {
        assertArrayEquals(expected.model(), actual.model(), "the model " + when);
        assertArrayEquals(expected.checkpoint(), actual.checkpoint(), "the checkpoint " + when);
        assertArrayEquals(expected.csv(), actual.csv(), "the log " + when);
        assertEquals(expected.history(), actual.history(), "the history " + when);
    }

    @ParameterizedTest
    @EnumSource
    void equalsAnUninterruptedTraining(Trainings training) throws Exception {
        Cornet.threads(1);
        Result uninterrupted = training.run(folder("whole"), 11, NEVER, ResumeTest::stop);
        int epochs = uninterrupted.history().get("loss").size();
        for (int k = 0; k < epochs; k++) {
            Path stoppedFolder = folder("stopped" + k);
            int stopBefore = k;
            Cornet.threads(k % 2 == 0 ? 2 : 4);
            assertThrows(
                    CancellationException.class, () -> training.run(stoppedFolder, 11, stopBefore, ResumeTest::stop));
            Cornet.threads(k % 2 == 0 ? 4 : 2);
            int seed = k == 0
                    ? 11
                    : 12; // the seed is restored from the checkpoint; before the end of epoch 0 there is no checkpoint
            requireSame(
                    uninterrupted, training.run(stoppedFolder, seed, NEVER, ResumeTest::stop), "stopped in epoch " + k);
        }
        requireSame(uninterrupted, training.run(folder("whole"), 13, NEVER, ResumeTest::stop), "run again at its end");
    }

    /** EarlyStopping must end at least one of the trainings and not all of them; otherwise the test above would not cover it. */
    @Test
    void someAreStoppedEarly() throws Exception {
        int longest = 0;
        int shortest = NEVER;
        for (Trainings training : Trainings.values()) {
            Result uninterrupted = training.run(folder(training.name()), 11, NEVER, ResumeTest::stop);
            int epochs = uninterrupted.history().get("loss").size();
            longest = Math.max(longest, epochs);
            shortest = Math.min(shortest, epochs);
        }
        assertEquals(Trainings.EPOCHS, longest);
        assertTrue(shortest < Trainings.EPOCHS && shortest > 1, shortest + " epochs");
    }

    @Test
    void anotherProcessResumesAKilledOne() throws Exception {
        Result uninterrupted = Trainings.ARRAYS.run(folder("whole"), 11, NEVER, ResumeTest::stop);
        Path stoppedFolder = folder("killed");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.cornet.callbacks.Trainings$Child",
                        "ARRAYS",
                        stoppedFolder.toString(),
                        "11",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.txt").toFile())
                .start();
        assertEquals(9, child.waitFor(), () -> "see " + folder.resolve("child.txt"));
        requireSame(
                uninterrupted, Trainings.ARRAYS.run(stoppedFolder, 12, NEVER, ResumeTest::stop), "killed in epoch 2");
    }

    /** The first batch after the stop begins with the states after the last batch before it. */
    @Test
    void statesOfStatefulLayersAreRestored() {
        String file = folder.resolve("last.cornet").toString();
        Sequential uninterrupted = stateful();
        uninterrupted.fit(SEQUENCES, ALL, batches(4));
        stateful().fit(SEQUENCES, ALL, batches(2).callbacks(new ModelCheckpoint(file)));
        Sequential resumed = stateful();
        resumed.fit(SEQUENCES, ALL, batches(4).resume(file).callbacks(new ModelCheckpoint(file)));
        for (int i = 0; i < uninterrupted.getWeights().size(); i++) {
            assertArrayEquals(
                    uninterrupted.getWeights().get(i).toArray(),
                    resumed.getWeights().get(i).toArray());
        }
        float[] first = Model.load(file).predict(SEQUENCES, 2).toArray();
        resumed.resetState();
        assertArrayEquals(resumed.predict(SEQUENCES, 2).toArray(), first, "a loaded model begins with zero states");
        Sequential other = new Sequential(new LSTM(3).inputShape(2, 1), new Dense(1));
        other.compile("sgd", "mse");
        assertEquals(
                file + ": carried.safetensors: holds the state \"0\", but the model's layers carry 0, counted from 0."
                        + " Make the model with the layers of the one that was saved.",
                assertThrows(
                                ModelFormatException.class,
                                () -> other.fit(SEQUENCES, ALL, batches(5).resume(file)))
                        .getMessage());
    }

    private static final Tensor SEQUENCES = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2, 1);
    private static final Tensor ALL = Tensor.of(new float[] {1, 0, 1, 0}, 4, 1);

    private static Sequential stateful() {
        Cornet.setSeed(5);
        Sequential model = new Sequential(new LSTM(3).stateful(true).inputShape(2, 1), new Dense(1));
        model.compile("sgd", "mse");
        return model;
    }

    private static Fit batches(int epochs) {
        return new Fit().batchSize(2).shuffle(false).epochs(epochs).verbose(0);
    }

    // ---- the file, the model or the callbacks have changed

    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);

    private static Sequential model(int units) {
        Sequential model = new Sequential();
        model.add(new Dense(units).inputShape(1));
        model.compile("sgd", "mse");
        return model;
    }

    @Test
    void startsFromTheBeginningWithoutTheFile() {
        Fit fit = new Fit().resume(folder.resolve("none.cornet").toString()).verbose(0);
        History history = model(1).fit(x, x, fit.epochs(2));
        assertEquals(List.of(0, 1), history.epochs());
    }

    @Test
    void refusesTheFileOfAnotherModelAndChangesNothing() {
        String file = folder.resolve("other.cornet").toString();
        model(2).save(file);
        Sequential model = model(1);
        List<Tensor> before = model.getWeights();
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> model.fit(x, x, new Fit().resume(file).verbose(0)))
                .getMessage();
        assertTrue(message.contains("dense/kernel is (1, 2) in the file, (1, 1) in the model"), message);
        assertArrayEquals(before.get(0).toArray(), model.getWeights().get(0).toArray());
        assertEquals(0, model.optimizer().iterations());
    }

    @Test
    void refusesAFileOfAnotherOptimizerAndChangesNothing() {
        String file = folder.resolve("other.cornet").toString();
        Sequential saved = model(1);
        saved.compile("adam", "mse");
        saved.save(file);
        Sequential model = model(1);
        float before = model.getWeights().get(0).data()[0];
        assertThrows(
                ModelFormatException.class,
                () -> model.fit(x, x, new Fit().resume(file).verbose(0)));
        assertEquals(before, model.getWeights().get(0).data()[0]);
    }

    @Test
    void refusesTheFileOfAModelThatWasNotCompiled() {
        String file = folder.resolve("uncompiled.cornet").toString();
        Sequential uncompiled = new Sequential();
        uncompiled.add(new Dense(1).inputShape(1));
        uncompiled.save(file);
        String message = assertThrows(
                        ModelFormatException.class,
                        () -> model(1).fit(x, x, new Fit().resume(file).verbose(0)))
                .getMessage();
        assertTrue(message.contains("saved before compile"), message);
    }

    @Test
    void resumesWithOtherCallbacks() {
        String file = folder.resolve("last.cornet").toString();
        Sequential model = model(1);
        model.fit(x, x, new Fit().verbose(0).callbacks(new ModelCheckpoint(file), new TerminateOnNaN()));
        History history = model(1).fit(
                        x,
                        x,
                        new Fit()
                                .verbose(0)
                                .epochs(3)
                                .resume(file)
                                .callbacks(new EarlyStopping().monitor("loss").patience(1)));
        assertEquals(List.of(0, 1, 2), history.epochs());
        assertEquals(3, history.get("loss").length);
    }
}
