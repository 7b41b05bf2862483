package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.models.Callback;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * A callback that stops training when the loss of a batch is NaN or infinite; the weights are those before that batch. Reference: Keras'
 * TerminateOnNaN page.
 */
public final class TerminateOnNaN extends Callback {
    private boolean stopped;

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        stopped = false;
    }

    @Override
    public Map<String, String> state() {
        return Map.of("stopped", Boolean.toString(stopped));
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        stopped = Boolean.parseBoolean(state.get("stopped"));
        if (stopped) {
            model().stopTraining(true);
        }
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        Double loss = logs.get("loss");
        if (loss != null && !Float.isFinite(loss.floatValue())) {
            Console.println("Batch " + batch + ": Invalid loss, terminating training");
            stopped = true;
            model().stopTraining(true);
        }
    }

    @Override
    public boolean handlesInvalidLoss() {
        return true;
    }
}
