package com.example.extensions;

import dev.cornet.callbacks.PatientCallback;
import dev.cornet.callbacks.SavedCallbackState;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Goes back to the weights of the best epoch whenever the metric has not improved for some epochs, three by default. */
public final class ReturnToBest extends PatientCallback<ReturnToBest> {
    private List<Tensor> best;

    public ReturnToBest() {
        super(0, 3);
    }

    @Override
    protected void onImprovement(int epoch, double value) {
        best = model().getWeights();
    }

    @Override
    protected void onPatienceEnd(int epoch, double value) {
        model().setWeights(best);
    }

    @Override
    public Map<String, Tensor> tensors() {
        return SavedCallbackState.listOf("best", best);
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        super.restore(state, tensors);
        best = new SavedCallbackState(this, state).list(tensors, "best");
    }
}
