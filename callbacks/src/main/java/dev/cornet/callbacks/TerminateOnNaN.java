package dev.cornet.callbacks;

import dev.cornet.model.Callback;
import java.util.Map;

/** Ends training at a batch whose loss is NaN or infinite; the weights are those before it. Reference: Keras' TerminateOnNaN page. */
public final class TerminateOnNaN extends Callback {
    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        Double loss = logs.get("loss");
        if (loss != null && !Double.isFinite(loss)) {
            Messages.say("Batch " + batch + ": Invalid loss, terminating training");
            model().stopTraining(true);
        }
    }

    @Override
    public boolean handlesInvalidLoss() {
        return true;
    }
}
