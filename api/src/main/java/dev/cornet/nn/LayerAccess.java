package dev.cornet.nn;

import dev.cornet.backend.Epilogue;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.BackendException;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The methods by which the engine and layers that wrap other layers call operations and layers. They are not public methods of the layers
 * themselves, where they would stand between the options of {@code new Dense(10)}; each calls the protected method of the same name.
 *
 * <p>A wrapper returns its inner layers from {@link Layer#sublayers}, builds them in {@link Layer#outputShapes} by {@link #buildOrCheck},
 * and runs them within {@link Pass#nested} by {@link #run}.
 */
public final class LayerAccess {
    private LayerAccess() {}

    // ---- operations

    /** Calls {@link Operation#typeName}. */
    public static String typeName(Operation operation) {
        return operation.typeName();
    }

    /** Calls {@link Operation#describe}. */
    public static String describe(Operation operation) {
        return operation.describe();
    }

    /** Returns an exception of the code of an operation with the name of the operation, unless the message names a layer or a weight. */
    public static CornetException named(Operation operation, CornetException e) {
        return LayerChecks.named(operation.describe(), e);
    }

    /** Calls {@link Operation#outputs}: returns the outputs' shapes and kinds, and builds a layer that is not built. */
    public static List<Value> outputs(Operation operation, List<Value> ins) {
        return operation.outputs(ins);
    }

    /** Calls {@link Operation#rowUse}. */
    public static RowUse rowUse(Operation operation, boolean training) {
        return operation.rowUse(training);
    }

    /** Calls {@link Operation#mixesWithinShards}. */
    public static boolean mixesWithinShards(Operation operation) {
        return operation.mixesWithinShards();
    }

    /** Calls {@link Operation#run}: computes the outputs, and returns them with the backward function. */
    public static Outputs run(Operation operation, List<Tensor> xs, Pass pass) {
        return operation.run(xs, pass);
    }

    /** Calls {@link Operation#arguments}. */
    public static CallArguments arguments(Operation operation, int count) {
        return operation.arguments(count);
    }

    /** Calls {@link Operation#runsAsGraph}. */
    public static boolean runsAsGraph(Operation operation) {
        return operation.runsAsGraph();
    }

    // ---- fusion

    /** Calls {@link Operation#epilogue}. */
    public static Epilogue epilogue(Operation operation) {
        return operation.epilogue();
    }

    /** Calls {@link Operation#channelAffine}. */
    public static @Nullable Supplier<ChannelAffine> channelAffine(Operation operation, Shape in) {
        return operation.channelAffine(in);
    }

    /** Calls {@link Operation#splitActivation}. */
    public static @Nullable SplitActivation splitActivation(Operation operation) {
        return operation.splitActivation();
    }

    /** Calls {@link Operation#fuse}. */
    public static @Nullable Operation fuse(Operation operation, Operation next, FusionContext context) {
        return operation.fuse(next, context);
    }

    /** Calls {@link Operation#lastActivation}. */
    public static @Nullable String lastActivation(Operation operation) {
        return operation.lastActivation();
    }

    /** Calls {@link Operation#activationAxis}. */
    public static int activationAxis(Operation operation) {
        return operation.activationAxis();
    }

    // ---- layers

    /** Builds the layer for inputs of these shapes, or, if it is built, checks that they fit. Returns the shapes of the outputs. */
    public static List<Shape> buildOrCheck(Layer layer, List<Shape> ins) {
        return layer.buildOrCheck(ins);
    }

    /** Calls {@link Layer#sublayers}: returns the inner layers of a wrapper or model. */
    public static List<Layer> sublayers(Layer layer) {
        return layer.sublayers();
    }

    /** Calls {@link Layer#recurrentStates}: returns the states that the layer keeps from one batch to the next. */
    public static List<RecurrentState> recurrentStates(Layer layer) {
        return layer.recurrentStates();
    }

    /** Calls {@link Layer#inputArgumentName}. */
    public static @Nullable String inputArgumentName(Layer layer) {
        return layer.inputArgumentName();
    }

    /** Returns the nodes of all calls of the layer, in the order of the calls. */
    public static List<Node> nodes(Layer layer) {
        return layer.nodes();
    }

    /** Returns the shape (batch, …) of each input for which the layer was built; throws if it is not built. */
    public static List<Shape> inputShapes(Layer layer) {
        return layer.inputShapes();
    }

    /** Returns the shape of a sample given to {@link Layer#inputShape}; null if none was. */
    public static @Nullable Shape declaredInputShape(Layer layer) {
        return layer.declaredInputShape();
    }

    /** Returns whether a name has been set; if not, {@link Layer#name} is the class name in snake case. */
    public static boolean isNamed(Layer layer) {
        return layer.isNamed();
    }

    /** Returns a number that increases with each layer created: models number default names in this order. */
    public static long creationIndex(Layer layer) {
        return layer.creationIndex();
    }

    /** Undoes options that were set after the layer was built, and throws: weights and plans would not follow the change. */
    public static void requireOptionsAsBuilt(Layer layer) {
        layer.requireOptionsAsBuilt();
    }

    /** Returns whether an activation, initializer, regularizer or constraint of a built layer is of a user's class. */
    public static boolean hasUserComponents(Layer layer) {
        return BuiltLayerChecks.hasUserComponents(layer.builtOptions);
    }

    // ---- masks

    /** Calls {@link Layer#readsMask}. */
    public static boolean readsMask(Layer layer) {
        return layer.readsMask();
    }

    /** Calls {@link Layer#computeMask}: returns the mask of the output before it is computed; null if the output has no mask. */
    public static @Nullable OutputMask computeMask(Layer layer, List<Shape> ins, List<@Nullable Shape> masks) {
        try {
            return layer.computeMask(ins, masks);
        } catch (ShapeException | BackendException e) {
            throw named(layer, e);
        }
    }

    /** Computes the mask of the output from the inputs and their masks, {@link Pass#masks}; throws if the output has no mask. */
    public static Tensor mask(Layer layer, List<Tensor> xs, Pass pass) {
        List<@Nullable Shape> masks = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor mask = pass.mask(i);
            masks.add(mask == null ? null : mask.shape());
        }
        OutputMask mask = layer.computeMask(xs.stream().map(Tensor::shape).toList(), masks);
        if (mask == null) {
            throw new CornetException(
                    layer.describe() + ": its computeMask declared a mask when the model was planned, but"
                            + " returned null for a batch. Let the result depend on the options and on which inputs have masks alone.");
        }
        return Arguments.notNull(mask.computation().compute(xs, pass), layer.describe() + ": the mask of computeMask");
    }
}
