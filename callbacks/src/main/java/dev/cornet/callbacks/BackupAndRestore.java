package dev.cornet.callbacks;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Saves the training after each epoch, and goes on from there when the same program is run again after a crash: with the same bits as if
 * never stopped. Reference: Keras' BackupAndRestore page.
 *
 * <p>The folder gets {@code latest.cornet}, and {@code previous.cornet} with {@code doubleCheckpoint}. When training ends these are deleted;
 * other files in the folder are not touched. An interrupt of the thread ends training too, but leaves them.
 */
public final class BackupAndRestore extends Callback {
    private final Path latest;
    private final Path previous;
    private int everyBatches;
    private boolean doubleCheckpoint;
    private boolean deleteCheckpoint = true;
    private int batches;
    private boolean latestIsDamaged;

    /** Keeps its files in this folder, which is made. */
    public BackupAndRestore(String backupDir) {
        Path folder = Arguments.path(Directories.named("BackupAndRestore", "backupDir", backupDir), "BackupAndRestore");
        this.latest = folder.resolve("latest.cornet");
        this.previous = folder.resolve("previous.cornet");
    }

    /** Saves after every so many batches, counted across epochs; such a file goes on at its epoch's first batch. Default after each epoch. */
    public BackupAndRestore saveFreq(int batches) {
        if (batches <= 0) {
            throw new OptionException("BackupAndRestore: saveFreq must be positive, got " + batches);
        }
        this.everyBatches = batches;
        return this;
    }

    /** Whether the file before the latest is kept as well, for when the latest cannot be read; default false. */
    public BackupAndRestore doubleCheckpoint(boolean on) {
        this.doubleCheckpoint = on;
        return this;
    }

    /** Whether the files are deleted when training ends; default true. */
    public BackupAndRestore deleteCheckpoint(boolean on) {
        this.deleteCheckpoint = on;
        return this;
    }

    @Override
    public @Nullable Path resumeFile() {
        return Files.exists(latest) ? latest : Files.exists(previous) ? previous : null;
    }

    @Override
    public @Nullable Path resumesElseFrom() {
        latestIsDamaged = Files.exists(latest) && Files.exists(previous);
        return latestIsDamaged ? previous : null;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        Directories.makeFor(latest, this);
    }

    @Override
    public Map<String, String> state() {
        return Map.of("batches", Integer.toString(batches));
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        batches = new CallbackMemory(this, state).count("batches");
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        batches++;
        if (everyBatches > 0 && batches % everyBatches == 0) {
            save();
        }
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        if (everyBatches == 0) {
            save();
        }
    }

    private void save() {
        boolean moves = doubleCheckpoint && !latestIsDamaged && Files.exists(latest);
        if (moves) {
            move(latest, previous);
        }
        try {
            saveTraining(latest);
        } catch (RuntimeException e) {
            if (moves && !Files.exists(latest)) {
                move(previous, latest);
            }
            throw e;
        }
        latestIsDamaged = false;
    }

    private void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("cannot be moved to " + previous, e);
        }
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        if (!deleteCheckpoint || Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            Files.deleteIfExists(latest);
            Files.deleteIfExists(previous);
        } catch (IOException e) {
            throw failed("cannot be deleted", e);
        }
    }

    private CornetException failed(String what, IOException e) {
        return new CornetException("BackupAndRestore: " + latest + " " + what + ": " + e.getMessage(), e);
    }
}
