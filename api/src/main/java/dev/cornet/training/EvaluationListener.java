package dev.cornet.training;

import java.util.Map;

/** The hooks of an evaluation, also of one that validates during training. */
public interface EvaluationListener {
    void onTestBegin(Map<String, Double> logs);

    void onTestEnd(Map<String, Double> logs);

    /** @param batch counted from 0 */
    void onTestBatchBegin(int batch, Map<String, Double> logs);

    void onTestBatchEnd(int batch, Map<String, Double> logs);
}
