package dev.cornet.graph;

import dev.cornet.error.CornetException;
import dev.cornet.error.ShapeException;
import dev.cornet.graph.Plan.Step;
import dev.cornet.layer.EndsGradients;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a layer gives what it has declared: outputs and gradients of the right shape; with assertions on, that it leaves its inputs alone. */
final class LayerChecks {
    private LayerChecks() {}

    /** Refuses an output that is not of {@code rows} samples of the declared shape. */
    static void output(Step step, Tensor y, Shape sample, int rows) {
        Shape shape = y.shape();
        boolean fits = shape.rank() == sample.rank() + 1 && shape.dim(0) == rows;
        for (int i = 0; fits && i < sample.rank(); i++) {
            fits = shape.dim(i + 1) == sample.dim(i);
        }
        if (!fits) {
            throw new ShapeException(step.layer().describe() + ": its outputShape declares " + sample + " for each of "
                    + rows + " samples, but its forward gave " + shape + ". Both must agree.");
        }
    }

    /** Refuses a gradient that is not of the shape of its input, and none where one is needed. */
    static void gradient(Step step, int input, @Nullable Tensor dx, @Nullable Tensor x) {
        if (dx == null) {
            if (!(step.layer() instanceof EndsGradients)) {
                throw new CornetException(step.layer().describe() + ": its backward gave no gradient for input " + input
                        + ", though layers before it learn. Return dx wherever grads.wantsInput() is true; a layer that"
                        + " has none implements EndsGradients.");
            }
        } else if (x != null && !dx.shape().equals(x.shape())) {
            throw new ShapeException(step.layer().describe() + ": its backward gave a gradient of shape " + dx.shape()
                    + " for input " + input + ", which has shape " + x.shape() + ". Both must agree.");
        }
    }

    /** A number for the values of some tensors. */
    static long fingerprint(List<? extends @Nullable Tensor> xs) {
        long sum = 0;
        for (int t = 0; t < xs.size(); t++) {
            Tensor x = xs.get(t);
            for (int i = 0; x != null && i < x.size(); i++) {
                sum = 31 * sum + Float.floatToRawIntBits(x.data()[x.offset() + i]);
            }
        }
        return sum;
    }

    /** For an assertion: refuses inputs that are others than before. */
    static boolean unchanged(Step step, String method, long before, List<? extends @Nullable Tensor> xs) {
        if (fingerprint(xs) != before) {
            throw new CornetException(step.layer().describe() + ": its " + method
                    + " writes into an input, which belongs to the layer before. Write into pass.tensor(shape) instead."
                    + " (Inputs: "
                    + Arrays.toString(
                            xs.stream().map(x -> x == null ? null : x.shape()).toArray()) + ")");
        }
        return true;
    }
}
