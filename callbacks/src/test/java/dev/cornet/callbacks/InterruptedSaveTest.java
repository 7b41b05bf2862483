package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose thread is interrupted while its callbacks write files: it ends after the current step, and all files are complete. */
class InterruptedSaveTest {
    private final Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6, 1);

    @TempDir
    Path folder;

    private static Sequential model() {
        Sequential model = new Sequential(new Dense(1).inputShape(1));
        model.compile("sgd", "mse");
        return model;
    }

    /** The thread is interrupted by a callback: after a batch, and after an epoch before the other callbacks save. */
    @Test
    void interruptedByACallback() throws Exception {
        for (String moment : new String[] {"batch", "epoch", "save"}) {
            Path last = folder.resolve(moment + ".cornet");
            Path log = folder.resolve(moment + ".csv");
            Callback interrupting = new Callback() {
                @Override
                public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                    at("batch");
                }

                @Override
                public void onEpochEnd(int epoch, Map<String, Double> logs) {
                    at("epoch");
                }

                @Override
                public void onEpochSave(int epoch, Map<String, Double> logs) {
                    at("save");
                }

                private void at(String current) {
                    if (current.equals(moment)) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            Fit fit = new Fit()
                    .batchSize(2)
                    .epochs(50)
                    .verbose(0)
                    .callbacks(
                            interrupting,
                            new ModelCheckpoint(last.toString()).saveFreq(1),
                            new ModelCheckpoint(folder.resolve("epochs.cornet").toString()),
                            new BackupAndRestore(
                                            folder.resolve("backup" + moment).toString())
                                    .saveFreq(1),
                            new CSVLogger(log));
            assertEquals(1, model().fit(x, x, fit).epochCount(), moment);
            assertTrue(Thread.interrupted(), moment + ": the interrupt stays pending");
            assertEquals(1, Model.load(last.toString()).predict(x.rows(0, 1)).size());
            assertEquals(2, Files.readAllLines(log).size(), moment);
        }
    }

    @Test
    void interruptedByAnotherThread() throws Exception {
        Path last = folder.resolve("last.cornet");
        for (int i = 0; i < 20; i++) {
            Thread trainer = Thread.currentThread();
            int spins = i * 20_000;
            Callback interrupting = new Callback() {
                @Override
                public void onTrainBegin(Map<String, Double> logs) {
                    new Thread(() -> {
                                for (int n = 0; n < spins; n++) {
                                    Thread.onSpinWait();
                                }
                                trainer.interrupt();
                            })
                            .start();
                }
            };
            model().fit(
                            x,
                            x,
                            new Fit()
                                    .batchSize(2)
                                    .epochs(1_000_000)
                                    .verbose(0)
                                    .callbacks(interrupting, new ModelCheckpoint(last.toString()).saveFreq(1)));
            assertTrue(Thread.interrupted());
            assertEquals(6, Model.load(last.toString()).predict(x).size());
        }
    }
}
