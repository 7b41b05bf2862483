package dev.cornet.nn;

import dev.cornet.config.OptionChecks;
import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of layers and their shapes before anything is computed. */
final class LayerChecks {
    private static final Pattern NAME = Pattern.compile("[^/:]*[^/:\\s][^/:]*");

    /** The beginning of a message that names a layer, perhaps one inside the layer, or a variable by its path. */
    private static final Pattern NAMED = Pattern.compile("\\S+ \\(\\w+\\): |\\S+/\\S+: ");

    /** The method by which a layer of one output declares its shape. */
    static final String OF_ONE_OUTPUT = "outputShape";

    private LayerChecks() {}

    /** Warns, as Keras does, if the softmax with which a layer ends runs over an axis of one value. */
    static void warnOfConstantSoftmax(String who, int axis, List<Shape> outs) {
        int at = axis < 0 ? outs.get(0).rank() + axis : axis;
        if (!WeightAllocation.isDryRun() && at > 0 && outs.get(0).dim(at) == 1) {
            Console.warnOnce(who + ": a softmax over " + (axis == -1 ? "the last axis" : "axis " + axis)
                    + " of samples of shape " + outs.get(0).withoutBatch()
                    + " is always 1, for that axis has one value. Use \"sigmoid\", or one unit for each class.");
        }
    }

    /**
     * Returns the shapes that the layer {@code who} declares for inputs of these shapes; throws if one is missing, has no batch axis, or
     * is too large.
     *
     * @param method the method that declares them, outputShape or outputShapes
     * @param hasRows whether they must have a batch axis
     */
    static List<Shape> outputShapes(
            String who, String method, boolean hasRows, List<Shape> ins, Supplier<List<Shape>> declared) {
        return requireArraySize(who, ins, () -> requireDeclared(who, method, hasRows, ins, declared.get()));
    }

    private static List<Shape> requireDeclared(
            String who,
            String method,
            boolean hasRows,
            List<Shape> ins,
            @Nullable List<? extends @Nullable Shape> outs) {
        boolean hasOneOutput = method.equals(OF_ONE_OUTPUT);
        require(outs != null, who, "its outputShapes returned null; return the shapes of the outputs");
        List<Shape> shapes = new ArrayList<>();
        for (Shape out : Objects.requireNonNull(outs)) {
            require(
                    out != null,
                    who,
                    hasOneOutput
                            ? "its outputShape returned null; return the shape of the output"
                            : "its outputShapes returned null for output %d; return the shapes of the outputs",
                    shapes.size());
            shapes.add(Objects.requireNonNull(out));
        }
        require(!shapes.isEmpty(), who, "its outputShapes returned no shape; return the shapes of the outputs");
        if (hasRows) {
            boolean areSamplesKnown =
                    ins.stream().allMatch(in -> in.withoutBatch().isKnown());
            shapes.forEach(shape -> requireBatchAxis(who, method, shape, areSamplesKnown));
        }
        return List.copyOf(shapes);
    }

    private static void requireBatchAxis(String who, String method, Shape out, boolean areSamplesKnown) {
        require(
                out.rank() > 0 && out.dim(0) < 0,
                who,
                "its %s returned %s, which has no batch axis. Axis 0 is the batch, -1, as in the shape of the"
                        + " input: return in.withLast(n), or sample.withBatch(in.dim(0)).",
                method,
                out);
        require(
                !areSamplesKnown || out.withoutBatch().isKnown(),
                who,
                "its %s returned %s, with a size other than the batch that is not known. The shape of the input"
                        + " has its batch axis already: return in.withLast(n), without another withBatch.",
                method,
                out);
    }

    /** Throws if a name for a layer is null, empty, or contains a separator of paths. */
    static void requireName(String who, @Nullable String name) {
        if (!NAME.matcher(Arguments.notNull(name, who + ": the name")).matches()) {
            throw new OptionException(who + ": a name must not be empty nor contain '/' or ':', got \"" + name
                    + "\". Write '_' instead.");
        }
    }

    /** Throws an exception that names the layer {@code who} unless {@code condition} holds. */
    private static void require(boolean condition, String who, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new ShapeException(who + ": " + OptionChecks.message(format, arguments));
        }
    }

    /**
     * Returns an exception of the code of a layer with the name of the layer, which the messages of {@code Shape}, {@code Ops} and {@code
     * Pass} lack.
     */
    static CornetException named(String who, CornetException e) {
        return NAMED.matcher(String.valueOf(e.getMessage())).lookingAt() ? e : e.within(who);
    }

    /**
     * Returns the shapes that {@code outs} computes. Throws if one has more values than an array can hold, or if its sizes overflow an int;
     * exceptions about sizes get the name of the layer.
     */
    static List<Shape> requireArraySize(String who, List<Shape> ins, Supplier<List<Shape>> outs) {
        List<Shape> shapes;
        try {
            shapes = outs.get();
        } catch (ShapeException | BackendException e) {
            throw named(who, e);
        } catch (ArithmeticException e) { // from Math.multiplyExact and similar methods
            throw new ShapeException(
                    who + ": for samples of shape " + describeInputs(ins)
                            + " its output would have more values than the " + Shape.MAX_SIZE
                            + " that one array can hold",
                    e);
        }
        for (Shape shape : shapes) {
            require(
                    fitsInArray(shape),
                    who,
                    "for samples of shape %s its output has the shape %s, more values than the %d that one array can hold",
                    describeInputs(ins),
                    shape.withoutBatch(),
                    Shape.MAX_SIZE);
        }
        return shapes;
    }

    /** Returns the shapes of samples for a message. */
    static Object describeInputs(List<Shape> ins) {
        List<Shape> samples = samples(ins);
        return samples.size() == 1 ? samples.get(0) : samples;
    }

    /** Returns the shapes of the samples in batches of these shapes; an empty list for null. */
    static List<Shape> samples(@Nullable List<Shape> batches) {
        return batches == null ? List.of() : Shape.samples(batches);
    }

    /** Returns whether one sample fits in an array. */
    private static boolean fitsInArray(Shape shape) {
        double size = 1;
        for (int i = 1; i < shape.rank(); i++) {
            size *= Math.max(0, shape.dim(i));
        }
        return size <= Shape.MAX_SIZE;
    }

    /** Returns the kind of all inputs; SHARED if there are none. Throws if they differ, or have different numbers of rows. */
    static ValueKind requireOneKind(String who, List<Value> ins) {
        ValueKind kind = ins.isEmpty() ? ValueKind.SHARED : ins.get(0).kind();
        for (Value in : ins) {
            require(
                    in.kind() == kind,
                    who,
                    "its inputs must all have the batch as axis 0, or none of them, got %s. Use an operation that"
                            + " broadcasts the value without a batch.",
                    ins);
            require(in.shape().rank() > 0, who, "wants an input of at least one axis, its rows; got a single number");
            require(
                    kind != ValueKind.SHARED
                            || in.shape().dim(0) == ins.get(0).shape().dim(0),
                    who,
                    "its inputs must have the same number of rows, got %s",
                    ins);
        }
        return kind;
    }

    /** Throws unless there is one value for each weight of a layer, in the shape of that weight. */
    static void requireWeights(String who, List<Variable> weights, List<Tensor> values) {
        require(
                values.size() == weights.size(),
                who,
                "expected %d weight arrays, got %d. The weights are %s.",
                weights.size(),
                values.size(),
                weights);
        for (int i = 0; i < values.size(); i++) {
            require(
                    values.get(i).shape().equals(weights.get(i).shape()),
                    who,
                    "weight %d (%s) has shape %s, got %s",
                    i,
                    weights.get(i).path(),
                    weights.get(i).shape(),
                    values.get(i).shape());
        }
    }

    /** Returns the number of values in all weights; throws if the layer is not built. */
    static long countParams(String who, boolean isBuilt, List<Variable> weights) {
        if (!isBuilt) {
            throw new CornetException(who + ": it is not built yet, so it has no weights to be counted. Give the"
                    + " first layer an inputShape(…), or run the model on data before.");
        }
        return weights.stream().mapToLong(v -> v.shape().size()).sum();
    }
}
