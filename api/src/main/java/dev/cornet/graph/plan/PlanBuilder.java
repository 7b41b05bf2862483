package dev.cornet.graph.plan;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.LayerGraph;
import dev.cornet.nn.Node;
import dev.cornet.nn.Operation;
import dev.cornet.nn.OutputMask;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists the calls of a graph, those of nested models included, as the steps of a {@link Plan}. */
public final class PlanBuilder {
    private final List<Step> steps = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final Map<Integer, Integer> masks = new HashMap<>();

    private PlanBuilder() {}

    /** Returns the plan of a graph. */
    public static Plan plan(LayerGraph graph) {
        return plan(graph, List.of());
    }

    /** Returns the plan of a graph whose inputs have masks of the given shapes, null for none; an empty list if no input has a mask. */
    public static Plan plan(LayerGraph graph, List<@Nullable Shape> inputMaskShapes) {
        PlanBuilder builder = new PlanBuilder();
        int[] inputs = new int[graph.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = builder.newValue(graph.inputs().get(i).value());
            Shape mask = inputMaskShapes.isEmpty() ? null : inputMaskShapes.get(i);
            if (mask != null) {
                builder.masks.put(inputs[i], builder.newValue(new Value(mask, ValueKind.ROWS)));
            }
        }
        int[] outputs = builder.addSteps(graph, inputs, new HashMap<>(), null);
        List<Step> sharedFirst = new ArrayList<>(builder.steps); // they run once per batch, before all slices
        sharedFirst.sort(Comparator.comparing(step -> !builder.isShared(step.outs()[0]))); // stable
        return new Plan(
                sharedFirst, builder.values, inputs, builder.masksOf(inputs), outputs, builder.masksOf(outputs));
    }

    private int newValue(Value value) {
        values.add(value);
        return values.size() - 1;
    }

    private boolean isShared(int v) {
        return values.get(v).kind() == ValueKind.SHARED;
    }

    /** Adds the steps of a graph whose inputs are the values {@code ins}, nested graphs included; returns the values of its outputs. */
    private int[] addSteps(
            LayerGraph graph, int[] ins, Map<Symbol, Integer> numbers, @Nullable Boolean enclosingTraining) {
        for (int i = 0; i < ins.length; i++) {
            numbers.put(graph.inputs().get(i), ins[i]);
        }
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof InputLayer
                    || numbers.containsKey(node.outputs().get(0))) {
                continue;
            }
            Boolean ofCall = node.call().training();
            Boolean training = ofCall == null ? enclosingTraining : ofCall;
            int[] nodeIns = numbersOf(node.inputs(), numbers);
            int[] nodeOuts;
            if (node.operation() instanceof SubgraphLayer nested) {
                nodeOuts = addSteps(nested.graph(), nodeIns, new HashMap<>(), training);
            } else {
                nodeOuts = outputsOf(node, nodeIns).stream()
                        .mapToInt(this::newValue)
                        .toArray();
                steps.add(step(node, nodeIns, nodeOuts, training));
            }
            for (int i = 0; i < nodeOuts.length; i++) {
                numbers.put(node.outputs().get(i), nodeOuts[i]);
            }
        }
        return numbersOf(graph.outputs(), numbers);
    }

    /**
     * Returns the outputs of a node for the inputs {@code ins}. Both differ from the node's own if a nested model is called with values of
     * other kinds than its inputs.
     */
    private List<Value> outputsOf(Node node, int[] ins) {
        List<Value> inputs = Arrays.stream(ins).mapToObj(values::get).toList();
        boolean asDeclared =
                inputs.equals(node.inputs().stream().map(Symbol::value).toList());
        return asDeclared ? node.outputs().stream().map(Symbol::value).toList() : node.outputsFor(inputs);
    }

    private static int[] numbersOf(List<Symbol> symbols, Map<Symbol, Integer> numbers) {
        return symbols.stream()
                .mapToInt(symbol -> Objects.requireNonNull(numbers.get(symbol)))
                .toArray();
    }

    private Step step(Node node, int[] ins, int[] outs, @Nullable Boolean training) {
        Operation operation = node.operation();
        int number = steps.size();
        StepMode mode = new StepMode(training, containsTrainingCall(operation));
        int[] inMasks = masksOf(ins);
        requireDeclarations(operation);
        if (!(operation instanceof Layer layer)) {
            return new Step(number, operation, ins, outs, StepMasks.none(ins.length, true), mode);
        }
        List<Shape> inShapes = new ArrayList<>();
        List<@Nullable Shape> inMaskShapes = new ArrayList<>();
        for (int i = 0; i < ins.length; i++) {
            inShapes.add(values.get(ins[i]).shape());
            inMaskShapes.add(inMasks[i] < 0 ? null : values.get(inMasks[i]).shape());
        }
        OutputMask declared = LayerAccess.computeMask(layer, inShapes, inMaskShapes);
        requireBatchAxis(layer, declared, values.get(outs[0]));
        int mask = declared == null
                ? -1
                : newValue(new Value(declared.shape(), values.get(outs[0]).kind()));
        if (declared == null
                && !LayerAccess.readsMask(layer)
                && inMaskShapes.stream().anyMatch(Objects::nonNull)) {
            Console.warnOnce(LayerAccess.describe(layer)
                    + ": its input has a mask, which this layer ignores and does not pass on: it and the"
                    + " layers after it treat padded steps as real ones. Put a layer that reads masks before it"
                    + " (LSTM, GlobalAveragePooling1D), or leave out maskZero or Masking.");
        }
        for (int o = 0; declared != null && o < declared.outputs(); o++) {
            masks.put(outs[o], mask);
        }
        boolean hidesMasks = ins.length > 1
                && LayerAccess.inputArgumentName(layer) != null
                && !node.call().passesMask();
        return new Step(
                number, layer, ins, outs, new StepMasks(inMasks, mask, mask < 0 ? null : layer, hidesMasks), mode);
    }

    /** Throws if an operation returns null variables or a null row use. */
    private static void requireDeclarations(Operation operation) {
        Arguments.nonNullElements(
                operation.variables(), () -> LayerAccess.describe(operation) + ": what variables() returns");
        RowUse.required(LayerAccess.rowUse(operation, false), LayerAccess.describe(operation));
        RowUse.required(LayerAccess.rowUse(operation, true), LayerAccess.describe(operation));
    }

    /** Throws if the mask of a ROWS output has no batch axis. */
    private static void requireBatchAxis(Layer layer, @Nullable OutputMask declared, Value output) {
        Shape mask = declared == null ? null : declared.shape();
        if (mask != null && output.isRows() && (mask.rank() == 0 || mask.dim(0) >= 0)) {
            throw new ShapeException(LayerAccess.describe(layer) + ": its computeMask returned a mask of shape " + mask
                    + ", which has no batch axis. Axis 0 is the batch, -1, as in the shapes of the inputs.");
        }
    }

    /** Returns the value number of the mask of each value; −1 for none. */
    private int[] masksOf(int[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = masks.getOrDefault(values[i], -1);
        }
        return result;
    }

    /** Returns whether an inner call of an operation runs in training mode even in predictions. */
    public static boolean containsTrainingCall(Operation operation) {
        if (operation instanceof SubgraphLayer nested) {
            return nested.graph().containsTrainingCall();
        }
        return operation instanceof Layer layer
                && LayerAccess.sublayers(layer).stream().anyMatch(PlanBuilder::containsTrainingCall);
    }
}
