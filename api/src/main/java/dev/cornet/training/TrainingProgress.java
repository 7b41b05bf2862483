package dev.cornet.training;

import java.util.List;
import java.util.Map;

/** The progress of one training: its completed epochs, with the listeners that follow it. */
public interface TrainingProgress {
    /** The number of completed epochs, which is also the number of the next one, counted from 0. */
    int epoch();

    List<? extends TrainingListener> listeners();

    /**
     * Called before the first hook of the listeners.
     *
     * @param steps batches per epoch, −1 if unknown
     */
    void begin(int steps);

    /** Restores the listeners of a resumed training; called after their onTrainBegin. */
    void restoreListeners();

    /** Records a completed epoch; called after onEpochEnd and before onEpochSave of the listeners. */
    void addEpoch(Map<String, Double> logs);

    /** Called after {@link #begin} when the training has ended, also if it ended with an exception. */
    void end();
}
