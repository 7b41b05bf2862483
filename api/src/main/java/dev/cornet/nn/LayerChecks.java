package dev.cornet.nn;

import dev.cornet.console.Console;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Checks of layers and their shapes before anything is computed. */
final class LayerChecks {
    private LayerChecks() {}

    /** Warns, as Keras does, if a layer just built ends in a softmax over an axis of one value. */
    static void warnOfConstantSoftmax(Layer layer, List<Shape> outs) {
        boolean softmax = layer.sublayers().isEmpty() && "softmax".equals(layer.lastActivation());
        int axis = layer instanceof AlongAxis along ? along.activationAxis() : -1;
        int at = axis < 0 ? outs.get(0).rank() + axis : axis - 1;
        if (softmax && !WeightAllocation.isDryRun() && at >= 0 && outs.get(0).dim(at) == 1) {
            Console.warnOnce(layer.describe() + ": a softmax over " + (axis == -1 ? "the last axis" : "axis " + axis)
                    + " of samples of shape " + outs.get(0)
                    + " is always 1, for that axis has one value. Use \"sigmoid\", or one unit for each class.");
        }
    }

    /** Throws if {@code out}, the result of a layer's outputShape, is null. */
    static Shape requireShape(Layer layer, @Nullable Shape out) {
        layer.requireShape(out != null, "its outputShape returned null; return the shape of an output sample");
        return Objects.requireNonNull(out);
    }

    /**
     * Returns the shapes that {@code outs} computes; throws if one has more values than an array can hold, or if its sizes overflow an int.
     */
    static List<Shape> requireArraySize(Layer layer, List<Shape> ins, Supplier<List<Shape>> outs) {
        List<Shape> shapes;
        try {
            shapes = outs.get();
        } catch (ArithmeticException e) { // from Math.multiplyExact and similar methods
            throw new ShapeException(
                    layer.describe() + ": for samples of shape " + describeInputs(ins)
                            + " its output would have more values than the " + Shape.MAX_SIZE
                            + " that one array can hold",
                    e);
        }
        for (Shape shape : shapes) {
            layer.requireShape(
                    !shape.isKnown() || fitsInArray(shape),
                    "for samples of shape %s its output has the shape %s, more values than the %d that one array can hold",
                    describeInputs(ins),
                    shape,
                    Shape.MAX_SIZE);
        }
        return shapes;
    }

    private static Object describeInputs(List<Shape> ins) {
        return ins.size() == 1 ? ins.get(0) : ins;
    }

    private static boolean fitsInArray(Shape shape) {
        double size = 1;
        for (int dim : shape.toArray()) {
            size *= dim;
        }
        return size <= Shape.MAX_SIZE;
    }

    /** Throws unless there is one value for each weight of a layer, and each has the shape of its weight. */
    static void requireWeights(Layer layer, List<Variable> weights, List<Tensor> values) {
        layer.requireShape(
                values.size() == weights.size(),
                "expected %d weight arrays, got %d. The weights are %s.",
                weights.size(),
                values.size(),
                weights);
        for (int i = 0; i < values.size(); i++) {
            layer.requireShape(
                    values.get(i).shape().equals(weights.get(i).shape()),
                    "weight %d (%s) has shape %s, got %s",
                    i,
                    weights.get(i).path(),
                    weights.get(i).shape(),
                    values.get(i).shape());
        }
    }

    /** Returns the number of values in all weights; throws if the layer is not built. */
    static long countParams(Layer layer) {
        if (!isBuilt(layer)) {
            throw new CornetException(
                    layer.describe() + ": it is not built yet, so it has no weights to be counted. Give the"
                            + " first layer an inputShape(…), or run the model on data before.");
        }
        return layer.variables().stream().mapToLong(v -> v.shape().size()).sum();
    }

    private static boolean isBuilt(Layer layer) {
        return layer.isBuilt()
                || (!layer.sublayers().isEmpty() && layer.sublayers().stream().allMatch(LayerChecks::isBuilt));
    }
}
