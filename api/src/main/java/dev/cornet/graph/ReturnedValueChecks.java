package dev.cornet.graph;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.file.Limits;
import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.EndsGradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a layer gives what it has declared: outputs and gradients of the right shape; with assertions on, that it leaves its inputs alone. */
public final class ReturnedValueChecks {
    private ReturnedValueChecks() {}

    /**
     * Runs a layer inside a wrapper or a model that runs by itself: as for the layers of a model, outputs and gradients must be of the shapes
     * declared.
     */
    public static Outputs run(Layer layer, List<Tensor> xs, List<Shape> declared, Pass pass) {
        int rows = xs.get(0).shape().dim(0);
        Outputs out = layer.run(xs, pass);
        for (int o = 0; o < declared.size(); o++) {
            output(layer, out.y(o), declared.get(o), rows);
        }
        return Outputs.of(out.ys(), (dys, grads) -> {
            List<@Nullable Tensor> dxs = out.backward(dys, grads);
            boolean all = true;
            for (int o = 0; o < declared.size(); o++) {
                all &= grads.reaches(o);
            }
            for (int i = 0; i < xs.size() && grads.requiresInput(); i++) {
                gradient(layer, i, dxs.get(i), xs.get(i), all);
            }
            return dxs;
        });
    }

    static CornetException noOutput(Layer layer) {
        return new CornetException(layer.describe()
                + ": its forward gave null; give the result and the way back: new Output(y, (dy, grads) -> dx).");
    }

    /** Refuses an output that is not of {@code rows} samples of the declared shape. */
    static void output(Layer layer, Tensor y, Shape sample, int rows) {
        Shape shape = y.shape();
        boolean fits = shape.rank() == sample.rank() + 1 && shape.dim(0) == rows;
        for (int i = 0; fits && i < sample.rank(); i++) {
            fits = shape.dim(i + 1) == sample.dim(i);
        }
        if (!fits) {
            throw new ShapeException(layer.describe() + ": its outputShape declares " + sample + " for each of " + rows
                    + " samples, but its forward gave " + shape + ". Both must agree.");
        }
    }

    /**
     * Refuses a gradient that is not of the shape of its input, and none where one is needed: where all outputs have one.
     *
     * @param all whether a gradient has come to each output
     */
    static void gradient(Layer layer, int input, @Nullable Tensor dx, @Nullable Tensor x, boolean all) {
        if (dx == null) {
            if (all && !(layer instanceof EndsGradients)) {
                throw new CornetException(layer.describe() + ": its backward gave no gradient for input " + input
                        + ", though layers before it learn. Return dx wherever grads.requiresInput() is true; a layer that"
                        + " has none implements EndsGradients.");
            }
        } else if (x != null && !dx.shape().equals(x.shape())) {
            throw new ShapeException(layer.describe() + ": its backward gave a gradient of shape " + dx.shape()
                    + " for input " + input + ", which has shape " + x.shape() + ". Both must agree.");
        }
    }

    /** What a step says when it finds no memory for {@code rows} samples. */
    static MemoryException noRoom(Step step, int rows, Throwable cause) {
        String reason =
                cause instanceof MemoryException ? cause.getMessage() : "Java's heap is full. Enlarge it (-Xmx)";
        return new MemoryException(
                step.layer().describe() + ": no memory for a batch of " + rows
                        + (rows == 1 ? " sample: " : " samples: ") + reason
                        + (rows == 1 ? "." : ", or use a smaller batch."),
                cause);
    }

    /** An array for value {@code v} of a batch. */
    static Tensor space(Plan plan, int v, Shape shape) {
        try {
            return Limits.zeros(shape);
        } catch (MemoryException | OutOfMemoryError e) {
            throw noRoom(plan.steps().get(Math.max(0, plan.producer(v))), shape.dim(0), e);
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
