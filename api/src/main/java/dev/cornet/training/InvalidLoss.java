package dev.cornet.training;

import dev.cornet.backend.Ops;
import dev.cornet.data.Batch;
import dev.cornet.exceptions.DataException;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exception for a loss, a gradient or a new state of NaN or infinity. */
final class InvalidLoss {
    private InvalidLoss() {}

    /** @param weight the weight whose gradient, or the state whose new value, is not finite; null if the loss is not finite */
    static DataException exception(double loss, @Nullable Variable weight, Batch batch, int epoch, int step) {
        String cause = weight != null && weight.isState()
                ? "Bring the inputs to a usual size, as by NumericUtils.normalize."
                : "Lower the learning rate, clip gradients (clipnorm), or check the loss and its labels.";
        cause = notFiniteAdvice("Sample weight", batch.weights(), cause);
        cause = notFiniteAdvice("Target", batch.targets(), cause);
        cause = notFiniteAdvice("Input", batch.inputs(), cause);
        String what = weight == null
                ? ""
                : ", but " + (weight.isState() ? "the new value of " : "the gradient of ") + weight.path()
                        + " holds NaN or infinity";
        String beyond = Double.isFinite(loss) && Float.isInfinite((float) loss) ? ", beyond what float32 holds" : "";
        return new DataException(
                "epoch " + (epoch + 1) + ", batch " + (step + 1) + ": the loss is " + loss + beyond + what
                        + ". The weights are those before this batch"
                        + (epoch > 0 ? ", the epochs before it are in model.history(). " : ". ") + cause
                        + " (The callback TerminateOnNaN ends training without an exception instead.)");
    }

    /** Advice that names the first tensor with NaN or infinity; {@code otherwise} if all values are finite. */
    private static String notFiniteAdvice(String what, List<Tensor> tensors, String otherwise) {
        for (int i = 0; i < tensors.size(); i++) {
            if (!Ops.isFinite(tensors.get(i))) {
                return what + " " + i + " of this batch holds NaN or infinity: clean the data.";
            }
        }
        return otherwise;
    }
}
