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

/** What a user is told about a layer before any number is computed. */
final class LayerChecks {
    private LayerChecks() {}

    /** The shapes of the outputs of a layer just built; warns of a softmax over one value, as Keras does. */
    static List<Shape> built(Layer layer, List<Shape> outs) {
        boolean softmax = layer.sublayers().isEmpty() && "softmax".equals(layer.lastActivation());
        int axis = layer instanceof AlongAxis along ? along.activationAxis() : -1;
        int at = axis < 0 ? outs.get(0).rank() + axis : axis - 1;
        if (softmax && !UninitializedWeights.isTrial() && at >= 0 && outs.get(0).dim(at) == 1) {
            Console.warnOnce(layer.describe() + ": a softmax over " + (axis == -1 ? "the last axis" : "axis " + axis)
                    + " of samples of shape " + outs.get(0)
                    + " is always 1, for that axis has one value. Use \"sigmoid\", or one unit for each class.");
        }
        return outs;
    }

    /** The shape that a layer's author declares for an output. */
    static Shape given(Layer layer, @Nullable Shape out) {
        layer.requireShape(out != null, "its outputShape returned null; return the shape of an output sample");
        return Objects.requireNonNull(out);
    }

    /** The shapes of outputs, none of which has more values than an array can hold: also where their sizes leave the range of an int. */
    static List<Shape> sized(Layer layer, List<Shape> ins, Supplier<List<Shape>> outs) {
        List<Shape> shapes;
        try {
            shapes = outs.get();
        } catch (ArithmeticException e) { // Math.multiplyExact and its like
            throw new ShapeException(
                    layer.describe() + ": for samples of shape " + in(ins)
                            + " its output would have more values than the " + Shape.MAX_SIZE
                            + " that one array can hold",
                    e);
        }
        for (Shape shape : shapes) {
            layer.requireShape(
                    !shape.isKnown() || isHeld(shape),
                    "for samples of shape %s its output has the shape %s, more values than the %d that one array can hold",
                    in(ins),
                    shape,
                    Shape.MAX_SIZE);
        }
        return shapes;
    }

    private static Object in(List<Shape> ins) {
        return ins.size() == 1 ? ins.get(0) : ins;
    }

    private static boolean isHeld(Shape shape) {
        double size = 1;
        for (int dim : shape.toArray()) {
            size *= dim;
        }
        return size <= Shape.MAX_SIZE;
    }

    /** Refuses values that do not fit the weights of a layer, one for each. */
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

    /** The number of values in all weights, which are known once the layer is built. */
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
