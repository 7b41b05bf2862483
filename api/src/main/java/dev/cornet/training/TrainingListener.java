package dev.cornet.training;

import java.util.Map;

/** The hooks of a training and of its validations. The map {@code logs} is shared by all listeners, which may add entries. */
public interface TrainingListener extends EvaluationListener {
    void onTrainBegin(Map<String, Double> logs);

    void onTrainEnd(Map<String, Double> logs);

    /** @param epoch counted from 0 */
    void onEpochBegin(int epoch, Map<String, Double> logs);

    void onEpochEnd(int epoch, Map<String, Double> logs);

    /** Called after onEpochEnd of all listeners, unless the thread was interrupted during the epoch. */
    void onEpochSave(int epoch, Map<String, Double> logs);

    /** @param batch counted from 0 in each epoch */
    void onTrainBatchBegin(int batch, Map<String, Double> logs);

    void onTrainBatchEnd(int batch, Map<String, Double> logs);

    /** Whether this listener handles a loss of NaN or infinity. If no listener does, the training ends with an exception. */
    boolean handlesInvalidLoss();
}
