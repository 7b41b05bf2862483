package dev.cornet.graph;

import dev.cornet.console.Console;
import dev.cornet.nn.InputLayer;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
import dev.cornet.random.Seeds;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A graph as a list of steps over numbered values, nested models laid open; immutable, shared by all runs.
 *
 * <p>Value v is made by one step (or is an input of the model) and read by others; {@link #lastUse} tells which reads it last.
 */
public final class Plan {
    /**
     * One layer applied once.
     *
     * @param number the place in the list as the graph has it, and the stream of randomness
     * @param variables all of the layer
     * @param ins the values that go in
     * @param outs the values that come out
     * @param inMasks for each value that goes in its mask, a value too; −1 for none
     * @param mask the mask that the layer makes for its output; −1 for none
     * @param reads all values that the step reads, masks among them
     * @param training what the call, or one around it, says of training; null where it is as the run is
     * @param hidesMasks whether the layer does not look at its masks, which still go on behind it
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
            this(number, layer, layer.variables(), ins, outs, inMasks, mask, with(ins, inMasks), training, hidesMasks);
        }

        /** Whether the step is one of training in a run that trains or does not. */
        boolean trains(boolean run) {
            return training == null ? run : training;
        }

        private static int[] with(int[] values, int... masks) {
            int[] all = Arrays.copyOf(values, values.length + masks.length);
            int n = values.length;
            for (int m : masks) {
                if (m >= 0) {
                    all[n++] = m;
                }
            }
            return n == all.length ? all : Arrays.copyOf(all, n);
        }

        /** True when an input has a mask. */
        public boolean isMasked() {
            for (int mask : inMasks) { // asked at each step of each slice: no stream
                if (mask >= 0) {
                    return true;
                }
            }
            return false;
        }

        /** True when the layer carries something from one batch to the next. */
        boolean carries() {
            return !layer.carried().isEmpty();
        }

        /** True when training changes a weight of the layer now. */
        boolean isTrainable() {
            for (Variable variable : variables) {
                if (variable.trainable()) {
                    return true;
                }
            }
            return false;
        }

        /** All values that the step makes, its mask among them. */
        int[] makes() {
            return with(outs, mask);
        }
    }

    private static final RandomStream NO_NOISE = new RandomStream(0);
    private static final int[] NONE = {};

    private final List<Step> steps;
    private final List<Shape> shapes;
    private final int[] inputs;
    private final int[] outputs;
    private final int[] outputMasks;
    private final Map<Integer, Integer> masks = new HashMap<>();
    private final int[] lastUse;
    private final int[][] done;
    private final int[] producer;
    private final int[] logitSources;
    private final int[] logitSourcesInTraining;
    private final Rewrites rewrites;
    private final boolean[] trainsInside;
    private final boolean draws;
    private final AtomicLong predicted = new AtomicLong();
    private volatile @Nullable RandomStream predictions;
    private @Nullable Plan inferencePlan;

    public Plan(Graph graph) {
        this(graph, List.of());
    }

    /** With the shapes of the masks that come with the inputs, null for none; an empty list where none has one. */
    public Plan(Graph graph, List<@Nullable Shape> seen) {
        steps = new ArrayList<>();
        shapes = new ArrayList<>();
        Map<Symbol, Integer> values = new HashMap<>();
        inputs = new int[graph.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = newValue(graph.inputs().get(i).shape());
            Shape mask = seen.isEmpty() ? null : seen.get(i);
            if (mask != null) {
                masks.put(inputs[i], newValue(mask));
            }
        }
        outputs = lay(graph, inputs, values, null);
        outputMasks = masksOf(outputs);
        lastUse = new int[shapes.size()];
        producer = new int[shapes.size()];
        done = new int[steps.size()][];
        findUses();
        logitSources = LogitSources.of(this, false);
        logitSourcesInTraining = LogitSources.of(this, true);
        rewrites = new Rewrites(this);
        trainsInside = trainsInside(steps);
        draws = steps.stream().anyMatch(step -> step.trains(false) || trainsInside[step.number()]);
    }

    /** The values of another plan, made by other steps. */
    private Plan(Plan other, List<Step> steps) {
        this.steps = steps;
        shapes = other.shapes;
        inputs = other.inputs;
        outputs = other.outputs;
        outputMasks = other.outputMasks;
        lastUse = new int[shapes.size()];
        producer = new int[shapes.size()];
        done = new int[steps.size()][];
        findUses();
        logitSources = LogitSources.of(this, false);
        logitSourcesInTraining = LogitSources.of(this, true);
        rewrites = new Rewrites(this);
        trainsInside = trainsInside(steps);
        draws = other.draws;
    }

    /** The same with fewer steps, for runs without backward; some inner values are not made. */
    synchronized Plan inferencePlan() {
        if (inferencePlan == null) {
            inferencePlan = new Plan(this, Fusion.steps(this));
        }
        return inferencePlan;
    }

    /** Weights are about to change: what {@link #inferencePlan()} keeps of them is of no use any more. */
    synchronized void forgetInferencePlan() {
        inferencePlan = null;
    }

    private void findUses() {
        Arrays.fill(lastUse, -1);
        Arrays.fill(producer, -1);
        for (int s = 0; s < steps.size(); s++) {
            for (int v : steps.get(s).reads()) {
                lastUse[v] = s;
            }
            for (int v : steps.get(s).makes()) {
                producer[v] = s;
            }
        }
        IntStream.concat(Arrays.stream(outputs), Arrays.stream(outputMasks))
                .filter(v -> v >= 0)
                .forEach(v -> lastUse[v] = Integer.MAX_VALUE);
        for (int s = 0; s < done.length; s++) {
            done[s] = readLast(s);
        }
    }

    /** The values that step {@code s} is the last to read, each once. */
    private int[] readLast(int s) {
        int[] reads = steps.get(s).reads();
        if (reads.length > 1) {
            return Arrays.stream(reads).distinct().filter(v -> lastUse[v] == s).toArray();
        }
        return reads.length == 1 && lastUse[reads[0]] == s ? reads : NONE;
    }

    private static boolean[] trainsInside(List<Step> steps) {
        boolean[] each = new boolean[steps.size()];
        for (int s = 0; s < each.length; s++) {
            each[s] = Graph.trainsInPredictions(steps.get(s).layer());
        }
        return each;
    }

    /** True when a call inside the layer of step {@code s} is one of training even in predictions. */
    boolean trainsInside(int s) {
        return trainsInside[s];
    }

    Rewrites rewrites() {
        return rewrites;
    }

    private int newValue(Shape shape) {
        shapes.add(shape);
        return shapes.size() - 1;
    }

    /** Lays the nodes of a graph whose inputs are the values {@code ins}; tells the values of its outputs. */
    private int[] lay(Graph graph, int[] ins, Map<Symbol, Integer> values, @Nullable Boolean around) {
        for (int i = 0; i < ins.length; i++) {
            values.put(graph.inputs().get(i), ins[i]);
        }
        for (Node node : graph.nodes()) {
            if (node.layer() instanceof InputLayer
                    || values.containsKey(node.outputs().get(0))) {
                continue;
            }
            Boolean own = node.call().training();
            Boolean training = own == null ? around : own;
            int[] from = places(node.inputs(), values);
            int[] to;
            if (node.layer() instanceof SubgraphLayer nested) {
                to = lay(nested.graph(), from, new HashMap<>(), training);
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
        return places(graph.outputs(), values);
    }

    private static int[] places(List<Symbol> symbols, Map<Symbol, Integer> values) {
        int[] places = new int[symbols.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = Objects.requireNonNull(values.get(symbols.get(i)));
        }
        return places;
    }

    private Step step(Node node, int[] ins, int[] outs, @Nullable Boolean training) {
        Layer layer = node.layer();
        int[] inMasks = masksOf(ins);
        List<Shape> in = new ArrayList<>();
        List<@Nullable Shape> masksIn = new ArrayList<>();
        for (int i = 0; i < ins.length; i++) {
            in.add(shapes.get(ins[i]));
            masksIn.add(inMasks[i] < 0 ? null : shapes.get(inMasks[i]));
        }
        Shape shape = layer.maskShape(in, masksIn);
        int mask = shape == null ? -1 : newValue(shape);
        if (shape == null && !layer.readsMask() && masksIn.stream().anyMatch(Objects::nonNull)) {
            Console.warnOnce(
                    layer.describe() + ": its input has a mask, which it does not look at, nor do the layers behind it"
                            + " see it: they take padded steps for real ones. Let a layer that reads masks stand before it"
                            + " (LSTM, GlobalAveragePooling1D), or leave out maskZero or Masking.");
        }
        for (int o = 0; mask >= 0 && o < layer.maskedOutputs(); o++) {
            masks.put(outs[o], mask);
        }
        boolean hidesMasks = ins.length > 1
                && layer.inputArgumentNames() != null
                && !node.call().passesMask();
        return new Step(steps.size(), layer, ins, outs, inMasks, mask, training, hidesMasks);
    }

    int[] masksOf(int[] values) {
        int[] of = new int[values.length];
        for (int i = 0; i < of.length; i++) {
            of[i] = masks.getOrDefault(values[i], -1);
        }
        return of;
    }

    public List<Step> steps() {
        return steps;
    }

    /** The randomness of the next batch that is predicted: some steps may draw there too. */
    RandomStream nextPrediction() {
        if (!draws) {
            return NO_NOISE;
        }
        RandomStream stream = predictions;
        if (stream == null) {
            synchronized (this) {
                stream = predictions == null ? new RandomStream(Seeds.next()) : predictions;
                predictions = stream;
            }
        }
        return stream.foldIn(predicted.getAndIncrement());
    }

    /** The number of values. */
    public int values() {
        return shapes.size();
    }

    /** The shape of one sample of value {@code v}. */
    public Shape shape(int v) {
        return shapes.get(v);
    }

    public int[] inputs() {
        return inputs;
    }

    public int[] outputs() {
        return outputs;
    }

    /** The mask of each output, a value too; −1 for none. */
    public int[] outputMasks() {
        return outputMasks;
    }

    /** True when an output has a mask. */
    public boolean isOutputMasked() {
        return Arrays.stream(outputMasks).anyMatch(m -> m >= 0);
    }

    /** The last step that reads value {@code v}; beyond all steps for outputs, −1 for values that nobody reads. */
    public int lastUse(int v) {
        return lastUse[v];
    }

    /** The values that nobody reads after step {@code s}, which does. */
    int[] deadAfter(int s) {
        return done[s];
    }

    /** The step that makes value {@code v}, −1 for inputs. */
    public int producer(int v) {
        return producer[v];
    }

    /**
     * For each output the value whose activation's argument are its logits: the output itself, or what steps have passed on to it as it is
     * (a linear activation, dropout in predictions).
     */
    int[] logitSources(boolean training) {
        return training ? logitSourcesInTraining : logitSources;
    }

    /** The weights that training changes now, each once, in the order of the steps. */
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
