package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The penalty of an activity regularizer, divided by the size of the batch. */
final class ActivityPenalty {
    private ActivityPenalty() {}

    /**
     * Adds the penalty of an output to the loss, and its gradient to dy in the backward. Returns the output itself if there is no
     * regularizer.
     */
    static Output of(@Nullable Regularizer regularizer, Output out, Pass pass) {
        if (regularizer == null) {
            return out;
        }
        Tensor y = out.y();
        int rows = pass.batchRows();
        pass.addLoss(regularizer.penalty(y) / rows);
        return new Output(y, (dy, grads) -> {
            Tensor penalty = pass.zeros(y.shape());
            regularizer.addGradient(y, penalty);
            Ops.addScaled(dy, penalty, 1f / rows);
            return out.backward().apply(dy, grads);
        });
    }
}
