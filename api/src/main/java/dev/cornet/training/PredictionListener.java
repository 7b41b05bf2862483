package dev.cornet.training;

import java.util.Map;

/** The hooks of a prediction. */
public interface PredictionListener {
    void onPredictBegin(Map<String, Double> logs);

    void onPredictEnd(Map<String, Double> logs);

    /** @param batch counted from 0 */
    void onPredictBatchBegin(int batch, Map<String, Double> logs);

    void onPredictBatchEnd(int batch, Map<String, Double> logs);
}
