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

/**
 * Checks that outputs and gradients of a layer have the declared shapes and, with assertions enabled, that it does not modify its inputs.
 */
public final class ReturnedValueChecks {
    private ReturnedValueChecks() {}

    /**
     * Runs an inner layer of a wrapper, or a layer of an interpreted graph, with the shape checks that the layers of a model get.
     *
     * @param declared the shapes of the outputs
     */
    public static Outputs run(Layer layer, List<Tensor> xs, List<Shape> declared, Pass pass) {
        int rows = xs.get(0).shape().dim(0);
        Outputs out = layer.run(xs, pass);
        for (int o = 0; o < declared.size(); o++) {
            requireOutputShape(layer, out.y(o), declared.get(o), rows);
        }
        return Outputs.of(out.ys(), (dys, grads) -> {
            List<@Nullable Tensor> dxs = out.backward(dys, grads);
            boolean all = true;
            for (int o = 0; o < declared.size(); o++) {
                all &= grads.hasOutputGradient(o);
            }
            for (int i = 0; i < xs.size() && grads.requiresInput(); i++) {
                requireGradient(layer, i, dxs.get(i), xs.get(i), all);
            }
            return dxs;
        });
    }

    static CornetException noOutput(Layer layer) {
        return new CornetException(layer.describe()
                + ": its forward returned null; return the result and its backward: new Output(y, (dy, grads) -> dx).");
    }

    /** Throws if an output does not have {@code rows} samples of the declared shape. */
    static void requireOutputShape(Layer layer, Tensor y, Shape sample, int rows) {
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
     * Throws if a gradient does not have the shape of its input, or if it is missing although each output of the layer has a gradient.
     *
     * @param all whether each output of the layer has a gradient
     */
    static void requireGradient(Layer layer, int input, @Nullable Tensor dx, @Nullable Tensor x, boolean all) {
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

    /** Returns the exception for a step that finds no memory for {@code rows} samples. */
    static MemoryException outOfMemory(Step step, int rows, Throwable cause) {
        String reason =
                cause instanceof MemoryException ? cause.getMessage() : "Java's heap is full. Enlarge it (-Xmx)";
        return new MemoryException(
                step.layer().describe() + ": no memory for a batch of " + rows
                        + (rows == 1 ? " sample: " : " samples: ") + reason
                        + (rows == 1 ? "." : ", or use a smaller batch."),
                cause);
    }

    /** Allocates value {@code v} of a batch; an exception names the layer that computes it. */
    static Tensor allocate(Plan plan, int v, Shape shape) {
        try {
            return Limits.zeros(shape);
        } catch (MemoryException | OutOfMemoryError e) {
            throw outOfMemory(plan.steps().get(Math.max(0, plan.producer(v))), shape.dim(0), e);
        }
    }

    /** Returns a hash of the values of some tensors. */
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

    /** For an assertion: throws if the inputs of a step have been modified since their fingerprint {@code before} was computed. */
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
