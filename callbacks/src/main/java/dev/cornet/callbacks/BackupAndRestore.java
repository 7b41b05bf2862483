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
 * A callback that saves a checkpoint of the training after each epoch. If the program is run again after a crash, training resumes from the
 * checkpoint, and the result is bit for bit that of an uninterrupted run. Reference: Keras' BackupAndRestore page.
 *
 * <p>The checkpoint is {@code latest.cornet} in the backup folder, and the one before it, with {@code doubleCheckpoint},
 * {@code previous.cornet}. Both are deleted when training ends, but not if it ends because its thread was interrupted. Other files in the
 * folder are not touched.
 */
public final class BackupAndRestore extends Callback {
    private final Path latest;
    private final Path previous;
    /** 0 to save after each epoch. */
    private int saveFreq;

    private boolean doubleCheckpoint;
    private boolean deleteCheckpoint = true;
    /** The number of batches so far, across epochs. */
    private int batches;

    private boolean latestIsDamaged;
    /** True from the end of an epoch until it has been saved, also in a later training that resumes from another callback's checkpoint. */
    private boolean isSavePending;

    /** @param backupDir the folder of the checkpoints; it is created */
    public BackupAndRestore(String backupDir) {
        Path folder =
                Arguments.path(Directories.requireName("BackupAndRestore", "backupDir", backupDir), "BackupAndRestore");
        this.latest = folder.resolve("latest.cornet");
        this.previous = folder.resolve("previous.cornet");
    }

    /**
     * Saves after this number of batches, counted across epochs, instead of after each epoch. Training that resumes from such a checkpoint
     * repeats its epoch from the first batch.
     */
    public BackupAndRestore saveFreq(int batches) {
        if (batches <= 0) {
            throw new OptionException("BackupAndRestore: saveFreq must be positive, got " + batches);
        }
        this.saveFreq = batches;
        return this;
    }

    /** Whether to keep the previous checkpoint too, in case the latest one cannot be read; default false. */
    public BackupAndRestore doubleCheckpoint(boolean on) {
        this.doubleCheckpoint = on;
        return this;
    }

    /** Whether to delete the checkpoints when training ends; default true. */
    public BackupAndRestore deleteCheckpoint(boolean on) {
        this.deleteCheckpoint = on;
        return this;
    }

    @Override
    public @Nullable Path resumeFile() {
        return Files.exists(latest) ? latest : Files.exists(previous) ? previous : null;
    }

    @Override
    public @Nullable Path fallbackResumeFile() {
        latestIsDamaged = Files.exists(latest) && Files.exists(previous);
        return latestIsDamaged ? previous : null;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        Directories.createParent(latest, this);
        isSavePending = false;
    }

    @Override
    public Map<String, String> state() {
        String count = Integer.toString(batches);
        return isSavePending ? Map.of("batches", count, "due", "true") : Map.of("batches", count);
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        batches = new SavedCallbackState(this, state).count("batches");
        isSavePending = Boolean.parseBoolean(state.get("due"));
    }

    @Override
    public void onResume() {
        if (isSavePending) {
            save();
        }
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        batches++;
        if (saveFreq > 0 && batches % saveFreq == 0) {
            save();
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        isSavePending = saveFreq == 0;
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        if (isSavePending) {
            save();
        }
    }

    private void save() {
        isSavePending = false;
        boolean keepsPrevious = doubleCheckpoint && !latestIsDamaged && Files.exists(latest);
        if (keepsPrevious) {
            move(latest, previous);
        }
        try {
            saveTraining(latest);
        } catch (RuntimeException e) {
            if (keepsPrevious && !Files.exists(latest)) {
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
