package dev.cornet.graph;

import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.EndsGradients;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Value;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that outputs and gradients of an operation have the declared shapes and, with assertions enabled, that it does not modify its
 * inputs.
 */
public final class ReturnedValueChecks {
    private ReturnedValueChecks() {}

    /**
     * Runs an operation with checks of the shapes of its outputs and gradients: an inner layer of a wrapper, or a step of an interpreted
     * graph.
     *
     * @param declared the declared outputs
     * @param rows the number of rows of the batch
     */
    public static Outputs run(Operation operation, List<Tensor> xs, List<Value> declared, int rows, Pass pass) {
        Outputs out;
        try {
            out = LayerAccess.run(operation, xs, pass);
        } catch (ShapeException | BackendException e) {
            throw LayerAccess.named(operation, e);
        }
        requireOutputs(operation, out, declared.size(), xs.size(), pass.requiresBackward());
        for (int o = 0; o < declared.size(); o++) {
            requireOutputShape(operation, out.y(o), declared.get(o), rows);
        }
        return Outputs.of(out.ys(), (dys, grads) -> {
            List<@Nullable Tensor> dxs;
            try {
                dxs = out.backward(dys, grads);
            } catch (ShapeException | BackendException e) {
                throw LayerAccess.named(operation, e);
            }
            requireGradients(operation, dxs, xs.size());
            boolean all = true;
            for (int o = 0; o < declared.size(); o++) {
                all &= grads.hasOutputGradient(o);
            }
            for (int i = 0; i < xs.size() && grads.requiresInput(); i++) {
                requireGradient(operation, i, dxs.get(i), xs.get(i), all);
            }
            return dxs;
        });
    }

    /** Throws unless an operation has returned its outputs, and a backward for all its inputs if one is required. */
    static void requireOutputs(
            Operation operation, @Nullable Outputs out, int outputs, int inputs, boolean requiresBackward) {
        if (out == null) {
            throw new CornetException(
                    LayerAccess.describe(operation)
                            + ": its forward returned null; return the result and its backward: new Output(y, (dy, grads) -> dx).");
        }
        if (outputs != (out instanceof Output ? 1 : out.ys().size())) {
            throw new CornetException(LayerAccess.describe(operation) + ": it declares " + outputs
                    + " outputs, but its run returned " + out.ys().size() + ". Both must agree.");
        }
        if (out instanceof Output && inputs > 1 && requiresBackward) {
            throw new CornetException(
                    LayerAccess.describe(operation) + ": it has " + inputs + " inputs, but its run returned an Output,"
                            + " whose backward gives one gradient. Return Outputs.of(y, (dy, grads) -> List.of(dx0, dx1, …)).");
        }
    }

    /** Throws unless a backward has returned a gradient, or null, for each input. */
    static void requireGradients(Operation operation, @Nullable List<@Nullable Tensor> dxs, int inputs) {
        if (dxs == null || dxs.size() != inputs) {
            throw new CornetException(
                    LayerAccess.describe(operation) + ": its backward must return a list with a gradient for each of "
                            + inputs + " inputs, null for one that is not required, but it returned "
                            + (dxs == null ? "null" : dxs.size() + " gradients") + ".");
        }
    }

    /** Returns the size of axis 0 of the first input; 1 if there is none. */
    static int rowsOf(List<? extends @Nullable Tensor> xs) {
        Tensor first = xs.isEmpty() ? null : xs.get(0);
        return first == null || first.shape().rank() == 0 ? 1 : first.shape().dim(0);
    }

    /** Throws if an output does not have the declared shape, whose batch axis stands for {@code rows}. */
    static void requireOutputShape(Operation operation, @Nullable Tensor y, Value declared, int rows) {
        if (y == null) {
            throw new CornetException(LayerAccess.describe(operation) + ": its forward returned null as an output.");
        }
        Shape shape = y.shape();
        boolean fits = shape.rank() == declared.shape().rank();
        for (int i = 0; fits && i < shape.rank(); i++) {
            int dim = i == 0 && declared.isRows() ? rows : declared.shape().dim(i);
            fits = dim < 0 || shape.dim(i) == dim;
        }
        if (!fits) {
            String promised = declared.isRows()
                    ? declared.shape().withoutBatch() + " for each of " + rows + " samples"
                    : declared.shape().toString();
            throw new ShapeException(LayerAccess.describe(operation) + ": its outputShape declares " + promised
                    + ", but its forward gave " + shape + ". Both must agree.");
        }
    }

    /**
     * Throws if a gradient does not have the shape of its input, or if it is missing although each output of the layer has a gradient.
     *
     * @param all whether each output of the layer has a gradient
     */
    static void requireGradient(Operation operation, int input, @Nullable Tensor dx, @Nullable Tensor x, boolean all) {
        if (dx == null) {
            if (all && !(operation instanceof EndsGradients)) {
                throw new CornetException(
                        LayerAccess.describe(operation) + ": its backward gave no gradient for input " + input
                                + ", though layers before it learn. Return dx wherever grads.requiresInput() is true; a layer that"
                                + " has none implements EndsGradients.");
            }
        } else if (x != null && !dx.shape().equals(x.shape())) {
            throw new ShapeException(LayerAccess.describe(operation) + ": its backward gave a gradient of shape "
                    + dx.shape() + " for input " + input + ", which has shape " + x.shape() + ". Both must agree.");
        }
    }

    /** Returns the exception for a step that has run out of memory on {@code rows} samples. */
    static MemoryException outOfMemory(Step step, int rows, Throwable cause) {
        String reason =
                cause instanceof MemoryException ? cause.getMessage() : "Java's heap is full. Enlarge it (-Xmx)";
        return new MemoryException(
                LayerAccess.describe(step.operation()) + ": no memory for a batch of " + rows
                        + (rows == 1 ? " sample: " : " samples: ") + reason
                        + (rows == 1 ? "." : ", or use a smaller batch."),
                cause);
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

    /**
     * Throws if the inputs of a step have been modified since their fingerprint {@code before} was computed; else returns true, so that it
     * can be called in an assertion.
     */
    static boolean unchanged(Step step, String method, long before, List<? extends @Nullable Tensor> xs) {
        if (fingerprint(xs) != before) {
            throw new CornetException(LayerAccess.describe(step.operation()) + ": its " + method
                    + " writes into an input, which belongs to the layer before. Write into pass.tensor(shape) instead."
                    + " (Inputs: "
                    + Arrays.toString(
                            xs.stream().map(x -> x == null ? null : x.shape()).toArray()) + ")");
        }
        return true;
    }
}
