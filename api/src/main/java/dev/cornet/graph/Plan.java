package dev.cornet.graph;

import dev.cornet.console.Console;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerGraph;
import dev.cornet.nn.Node;
import dev.cornet.nn.SubgraphLayer;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A graph as a list of steps on numbered values, the steps of nested models included; immutable, and shared by all runs.
 *
 * <p>Each value is an input of the model or computed by one step. Masks are values too (docs/decisions/2026-11-21-masks-are-values.md).
 */
public final class Plan {
    /**
     * One call of a layer.
     *
     * @param number the index of the step in the plan before fusion; also selects its random stream
     * @param variables all variables of the layer
     * @param ins the values that are the inputs of the call
     * @param outs the values that are its outputs
     * @param inMasks the value number of the mask of each input; −1 for none
     * @param mask the value number of the mask that the layer computes for its output; −1 for none
     * @param reads all values that the step reads, masks included
     * @param training the mode that the call, or an enclosing call, sets; null to follow the run
     * @param hidesMasks whether the layer does not receive the masks of its inputs; they still determine the mask of its output
     */
    public record Step(
            int number,
            Layer layer,
            List<Variable> variables,
            int[] ins,
            int[] outs,
            int[] inMasks,
            int mask,
            int[] reads,
            @Nullable Boolean training,
            boolean hidesMasks) {
        Step(
                int number,
                Layer layer,
                int[] ins,
                int[] outs,
                int[] inMasks,
                int mask,
                @Nullable Boolean training,
                boolean hidesMasks) {
            this(
                    number,
                    layer,
                    layer.variables(),
                    ins,
                    outs,
                    inMasks,
                    mask,
                    concatenate(ins, inMasks),
                    training,
                    hidesMasks);
        }

        /** Returns whether the step runs in training mode, given whether the whole run does. */
        boolean isTraining(boolean trainingRun) {
            return training == null ? trainingRun : training;
        }

        /** Returns the values followed by the masks that are not −1. */
        private static int[] concatenate(int[] values, int... masks) {
            int[] all = Arrays.copyOf(values, values.length + masks.length);
            int n = values.length;
            for (int m : masks) {
                if (m >= 0) {
                    all[n++] = m;
                }
            }
            return n == all.length ? all : Arrays.copyOf(all, n);
        }

        /** Returns whether an input has a mask. */
        public boolean isMasked() {
            for (int mask : inMasks) { // called for each step of each slice, so no stream
                if (mask >= 0) {
                    return true;
                }
            }
            return false;
        }

        /** Returns whether the layer keeps a state from one batch to the next. */
        boolean hasRecurrentState() {
            return !layer.recurrentStates().isEmpty();
        }

        /** Returns whether training changes a weight of the layer now. */
        boolean isTrainable() {
            for (Variable variable : variables) {
                if (variable.trainable()) {
                    return true;
                }
            }
            return false;
        }

        /** Returns all values that the step computes, its mask included. */
        int[] produces() {
            return concatenate(outs, mask);
        }
    }

    private static final RandomStream UNUSED_RANDOM = new RandomStream(0);
    private static final int[] NONE = {};

    private final List<Step> steps;
    private final List<Shape> shapes;
    private final int[] inputs;
    private final int[] outputs;
    private final int[] outputMasks;
    private final Map<Integer, Integer> masks = new HashMap<>();
    private final int[] lastUse;
    private final int[][] deadAfter;
    private final int[] producer;
    private final boolean[] containsTrainingCall;
    private final boolean drawsInPrediction;
    private final PredictionRandom predictionRandom = new PredictionRandom();

    public Plan(LayerGraph graph) {
        this(graph, List.of());
    }

    /** Creates the plan of a graph whose inputs have masks of the given shapes, null for none; an empty list if no input has a mask. */
    public Plan(LayerGraph graph, List<@Nullable Shape> inputMaskShapes) {
        steps = new ArrayList<>();
        shapes = new ArrayList<>();
        Map<Symbol, Integer> values = new HashMap<>();
        inputs = new int[graph.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = newValue(graph.inputs().get(i).shape());
            Shape mask = inputMaskShapes.isEmpty() ? null : inputMaskShapes.get(i);
            if (mask != null) {
                masks.put(inputs[i], newValue(mask));
            }
        }
        outputs = addSteps(graph, inputs, values, null);
        outputMasks = masksOf(outputs);
        lastUse = new int[shapes.size()];
        producer = new int[shapes.size()];
        deadAfter = new int[steps.size()][];
        findUses();
        containsTrainingCall = containsTrainingCall(steps);
        drawsInPrediction =
                steps.stream().anyMatch(step -> step.isTraining(false) || containsTrainingCall[step.number()]);
    }

    /** Creates a plan with the values of another plan and other steps. */
    Plan(Plan other, List<Step> steps) {
        this.steps = steps;
        shapes = other.shapes;
        inputs = other.inputs;
        outputs = other.outputs;
        outputMasks = other.outputMasks;
        lastUse = new int[shapes.size()];
        producer = new int[shapes.size()];
        deadAfter = new int[steps.size()][];
        findUses();
        containsTrainingCall = containsTrainingCall(steps);
        drawsInPrediction = other.drawsInPrediction;
    }

    /** Finds for each value the step that computes it and the last step that reads it. */
    private void findUses() {
        Arrays.fill(lastUse, -1);
        Arrays.fill(producer, -1);
        for (int s = 0; s < steps.size(); s++) {
            for (int v : steps.get(s).reads()) {
                lastUse[v] = s;
            }
            for (int v : steps.get(s).produces()) {
                producer[v] = s;
            }
        }
        IntStream.concat(Arrays.stream(outputs), Arrays.stream(outputMasks))
                .filter(v -> v >= 0)
                .forEach(v -> lastUse[v] = Integer.MAX_VALUE);
        for (int s = 0; s < deadAfter.length; s++) {
            deadAfter[s] = lastReadBy(s);
        }
    }

    /** Returns the values of which step {@code s} is the last reader, each once. */
    private int[] lastReadBy(int s) {
        int[] reads = steps.get(s).reads();
        if (reads.length > 1) {
            return Arrays.stream(reads).distinct().filter(v -> lastUse[v] == s).toArray();
        }
        return reads.length == 1 && lastUse[reads[0]] == s ? reads : NONE;
    }

    private static boolean[] containsTrainingCall(List<Step> steps) {
        boolean[] each = new boolean[steps.size()];
        for (int s = 0; s < each.length; s++) {
            each[s] = Graph.containsTrainingCall(steps.get(s).layer());
        }
        return each;
    }

    /** Returns whether an inner call of the layer of step {@code s} runs in training mode even in predictions. */
    boolean containsTrainingCall(int s) {
        return containsTrainingCall[s];
    }

    private int newValue(Shape shape) {
        shapes.add(shape);
        return shapes.size() - 1;
    }

    /** Adds the steps of a graph whose inputs are the values {@code ins}, nested graphs included; returns the values of its outputs. */
    private int[] addSteps(
            LayerGraph graph, int[] ins, Map<Symbol, Integer> values, @Nullable Boolean enclosingTraining) {
        for (int i = 0; i < ins.length; i++) {
            values.put(graph.inputs().get(i), ins[i]);
        }
        for (Node node : graph.nodes()) {
            if (node.layer() instanceof InputLayer
                    || values.containsKey(node.outputs().get(0))) {
                continue;
            }
            Boolean ofCall = node.call().training();
            Boolean training = ofCall == null ? enclosingTraining : ofCall;
            int[] from = valuesOf(node.inputs(), values);
            int[] to;
            if (node.layer() instanceof SubgraphLayer nested) {
                to = addSteps(nested.graph(), from, new HashMap<>(), training);
            } else {
                to = new int[node.outputs().size()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = newValue(node.outputs().get(i).shape());
                }
                steps.add(step(node, from, to, training));
            }
            for (int i = 0; i < to.length; i++) {
                values.put(node.outputs().get(i), to[i]);
            }
        }
        return valuesOf(graph.outputs(), values);
    }

    private static int[] valuesOf(List<Symbol> symbols, Map<Symbol, Integer> values) {
        int[] numbers = new int[symbols.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Objects.requireNonNull(values.get(symbols.get(i)));
        }
        return numbers;
    }

    private Step step(Node node, int[] ins, int[] outs, @Nullable Boolean training) {
        Layer layer = node.layer();
        int[] inMasks = masksOf(ins);
        List<Shape> inShapes = new ArrayList<>();
        List<@Nullable Shape> inMaskShapes = new ArrayList<>();
        for (int i = 0; i < ins.length; i++) {
            inShapes.add(shapes.get(ins[i]));
            inMaskShapes.add(inMasks[i] < 0 ? null : shapes.get(inMasks[i]));
        }
        Shape maskShape = layer.maskShape(inShapes, inMaskShapes);
        int mask = maskShape == null ? -1 : newValue(maskShape);
        if (maskShape == null && !layer.readsMask() && inMaskShapes.stream().anyMatch(Objects::nonNull)) {
            Console.warnOnce(layer.describe()
                    + ": its input has a mask, which this layer ignores and does not pass on: it and the"
                    + " layers after it treat padded steps as real ones. Put a layer that reads masks before it"
                    + " (LSTM, GlobalAveragePooling1D), or leave out maskZero or Masking.");
        }
        for (int o = 0; mask >= 0 && o < layer.maskedOutputs(); o++) {
            masks.put(outs[o], mask);
        }
        boolean hidesMasks = ins.length > 1
                && layer.inputArgumentName() != null
                && !node.call().passesMask();
        return new Step(steps.size(), layer, ins, outs, inMasks, mask, training, hidesMasks);
    }

    /** Returns the value number of the mask of each value; −1 for none. */
    int[] masksOf(int[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = masks.getOrDefault(values[i], -1);
        }
        return result;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Returns the random stream for the next batch of a prediction, used by steps that run in training mode even in predictions. */
    RandomStream nextPredictionRandom() {
        return drawsInPrediction ? predictionRandom.next() : UNUSED_RANDOM;
    }

    /** Returns the number of values. */
    public int values() {
        return shapes.size();
    }

    /** Returns the shape of one sample of value {@code v}. */
    public Shape shape(int v) {
        return shapes.get(v);
    }

    public int[] inputs() {
        return inputs;
    }

    public int[] outputs() {
        return outputs;
    }

    /** Returns the value number of the mask of each output; −1 for none. */
    public int[] outputMasks() {
        return outputMasks;
    }

    /** Returns whether an output has a mask. */
    public boolean isOutputMasked() {
        return Arrays.stream(outputMasks).anyMatch(m -> m >= 0);
    }

    /** Returns the last step that reads value {@code v}; {@link Integer#MAX_VALUE} for outputs, −1 if no step reads it. */
    public int lastUse(int v) {
        return lastUse[v];
    }

    /** Returns the values that step {@code s} reads and no later step does. */
    int[] deadAfter(int s) {
        return deadAfter[s];
    }

    /** Returns the step that computes value {@code v}; −1 for inputs. */
    public int producer(int v) {
        return producer[v];
    }

    /** Returns the variables that training changes now, each once, in the order of the steps. */
    public List<Variable> trainable() {
        Set<Variable> all = new LinkedHashSet<>();
        for (Step step : steps) {
            for (Variable variable : step.variables()) {
                if (variable.trainable()) {
                    all.add(variable);
                }
            }
        }
        return List.copyOf(all);
    }
}
