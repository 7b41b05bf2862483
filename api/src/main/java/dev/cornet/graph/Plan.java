package dev.cornet.graph;

import dev.cornet.layer.InputLayer;
import dev.cornet.layer.Layer;
import dev.cornet.layer.Node;
import dev.cornet.layer.Symbol;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph as a list of steps over numbered values, nested models laid open; immutable, shared by all runs.
 *
 * <p>Value v is made by one step (or is an input of the model) and read by others; {@link #lastUse} tells which reads it last.
 */
public final class Plan {
    /** One layer applied once. Its place in the list is also its stream of randomness. */
    public record Step(Layer layer, int[] ins, int[] outs) {}

    private final List<Step> steps = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final int[] inputs;
    private final int[] outputs;
    private final int[] lastUse;
    private final int[] producer;

    public Plan(Graph graph) {
        Map<Symbol, Integer> values = new HashMap<>();
        inputs = new int[graph.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = newValue(graph.inputs().get(i).shape());
        }
        outputs = lay(graph, inputs, values);
        lastUse = new int[shapes.size()];
        producer = new int[shapes.size()];
        java.util.Arrays.fill(lastUse, -1);
        java.util.Arrays.fill(producer, -1);
        for (int s = 0; s < steps.size(); s++) {
            for (int v : steps.get(s).ins()) {
                lastUse[v] = s;
            }
            for (int v : steps.get(s).outs()) {
                producer[v] = s;
            }
        }
        for (int v : outputs) {
            lastUse[v] = Integer.MAX_VALUE;
        }
    }

    private int newValue(Shape shape) {
        shapes.add(shape);
        return shapes.size() - 1;
    }

    /** Lays the nodes of a graph whose inputs are the values {@code ins}; tells the values of its outputs. */
    private int[] lay(Graph graph, int[] ins, Map<Symbol, Integer> values) {
        for (int i = 0; i < ins.length; i++) {
            values.put(graph.inputs().get(i), ins[i]);
        }
        for (Node node : graph.nodes()) {
            if (node.layer() instanceof InputLayer
                    || values.containsKey(node.outputs().get(0))) {
                continue;
            }
            int[] from = node.inputs().stream().mapToInt(values::get).toArray();
            int[] to;
            if (node.layer() instanceof Network nested) {
                to = lay(nested.graph(), from, new HashMap<>());
            } else {
                to = node.outputs().stream()
                        .mapToInt(symbol -> newValue(symbol.shape()))
                        .toArray();
                steps.add(new Step(node.layer(), from, to));
            }
            for (int i = 0; i < to.length; i++) {
                values.put(node.outputs().get(i), to[i]);
            }
        }
        return graph.outputs().stream().mapToInt(values::get).toArray();
    }

    public List<Step> steps() {
        return steps;
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

    /** The last step that reads value {@code v}; beyond all steps for outputs, −1 for values that nobody reads. */
    public int lastUse(int v) {
        return lastUse[v];
    }

    /** The step that makes value {@code v}, −1 for inputs. */
    public int producer(int v) {
        return producer[v];
    }

    /** The weights that training changes now, each once, in the order of the steps. */
    public List<Variable> trainable() {
        Set<Variable> all = new LinkedHashSet<>();
        for (Step step : steps) {
            for (Variable variable : step.layer().variables()) {
                if (variable.trainable()) {
                    all.add(variable);
                }
            }
        }
        return List.copyOf(all);
    }
}
