package dev.cornet.graph.plan;

import dev.cornet.nn.Value;
import dev.cornet.nn.ValueKind;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A graph as a list of steps on numbered values, the steps of nested models included; immutable, and shared by all runs.
 *
 * <p>Each value is an input of the model or computed by one step. Masks are values too (docs/decisions/2026-11-21-masks-are-values.md).
 */
public final class Plan {
    private static final int[] NONE = {};

    private final List<Step> steps;
    private final List<Value> values;
    private final int[] inputs;
    private final int[] inputMasks;
    private final int[] outputs;
    private final int[] outputMasks;
    private final int[] logits;
    private final int[] lastUse;
    private final int[][] deadAfter;
    private final int[] producer;
    private final boolean[] readsRows;
    private final boolean trainsInPrediction;
    private final boolean isOutputMasked;

    /**
     * Creates a plan.
     *
     * @param steps the steps in the order in which they run
     * @param values the shape and kind of each value
     * @param inputs the values that are the inputs of the model
     * @param inputMasks the value number of the mask of each input; −1 for none
     * @param outputs the values that are its outputs
     * @param outputMasks the value number of the mask of each output; −1 for none
     * @param logits for each output the value that is the argument of its activation, if a run needs it; −1 for none
     */
    private Plan(
            List<Step> steps,
            List<Value> values,
            int[] inputs,
            int[] inputMasks,
            int[] outputs,
            int[] outputMasks,
            int[] logits) {
        this.steps = List.copyOf(steps);
        this.values = List.copyOf(values);
        this.inputs = inputs;
        this.inputMasks = inputMasks;
        this.outputs = outputs;
        this.outputMasks = outputMasks;
        this.logits = logits;
        this.lastUse = new int[values.size()];
        this.producer = new int[values.size()];
        this.deadAfter = new int[steps.size()][];
        this.readsRows = new boolean[steps.size()];
        this.trainsInPrediction = this.steps.stream().anyMatch(Step::trainsInPrediction);
        this.isOutputMasked = Arrays.stream(outputMasks).anyMatch(m -> m >= 0);
        findUses();
    }

    /** Creates a plan without logits. */
    Plan(List<Step> steps, List<Value> values, int[] inputs, int[] inputMasks, int[] outputs, int[] outputMasks) {
        this(steps, values, inputs, inputMasks, outputs, outputMasks, none(outputs.length));
    }

    /** Returns an array of {@code count} times −1. */
    static int[] none(int count) {
        int[] none = new int[count];
        Arrays.fill(none, -1);
        return none;
    }

    /** Returns the plan with the same values and other steps, which must compute the outputs and the logits. */
    public Plan withSteps(List<Step> others) {
        return withSteps(others, logits);
    }

    /** Returns the plan with other steps, whose logits are the given values. */
    public Plan withSteps(List<Step> others, int[] logitsOfOutputs) {
        return new Plan(others, values, inputs, inputMasks, outputs, outputMasks, logitsOfOutputs);
    }

    /** Returns the plan with further values, which no step computes yet. */
    public Plan withValues(List<Value> further) {
        List<Value> all = new ArrayList<>(values);
        all.addAll(further);
        return new Plan(steps, all, inputs, inputMasks, outputs, outputMasks, logits);
    }

    /** Returns the plan of the steps on which the given values depend; these values are its outputs. */
    public Plan computing(int[] results) {
        BitSet needed = new BitSet();
        Arrays.stream(results).forEach(needed::set);
        LinkedList<Step> needing = new LinkedList<>();
        for (int s = steps.size() - 1; s >= 0; s--) {
            Step step = steps.get(s);
            if (Arrays.stream(step.produces()).anyMatch(needed::get)) {
                needing.addFirst(step);
                Arrays.stream(step.reads()).forEach(needed::set);
            }
        }
        return new Plan(needing, values, inputs, inputMasks, results, none(results.length), none(results.length));
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
        Stream.of(outputs, outputMasks, logits)
                .flatMapToInt(Arrays::stream)
                .filter(v -> v >= 0)
                .forEach(v -> lastUse[v] = Integer.MAX_VALUE);
        for (int s = 0; s < deadAfter.length; s++) {
            deadAfter[s] = lastReadBy(s);
            readsRows[s] = Arrays.stream(steps.get(s).ins()).anyMatch(this::isRows);
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

    /** Returns whether a step runs in training mode even in predictions. */
    public boolean trainsInPrediction() {
        return trainsInPrediction;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Returns the number of values. */
    public int values() {
        return values.size();
    }

    /** Returns the shape of value {@code v}; its batch axis is −1. */
    public Shape shape(int v) {
        return values.get(v).shape();
    }

    /** Returns shape and kind of value {@code v}. */
    public Value value(int v) {
        return values.get(v);
    }

    /** Returns whether axis 0 of value {@code v} is the batch. */
    public boolean isRows(int v) {
        return values.get(v).isRows();
    }

    /** Returns whether step {@code s} reads a value that has the rows of the batch. */
    public boolean readsRows(int s) {
        return readsRows[s];
    }

    /** Returns whether value {@code v} is the same for all slices. */
    public boolean isShared(int v) {
        return values.get(v).kind() == ValueKind.SHARED;
    }

    /** Returns whether value {@code v} depends on the whole batch without having its rows. */
    public boolean isWhole(int v) {
        return values.get(v).kind() == ValueKind.WHOLE;
    }

    /** Returns the number of values per sample; 0 for a value without rows. */
    public int valuesPerSample(int v) {
        return isRows(v) ? shape(v).rowSize() : 0;
    }

    public int[] inputs() {
        return inputs;
    }

    /** Returns the value number of the mask of each input; −1 for none. */
    public int[] inputMasks() {
        return inputMasks;
    }

    public int[] outputs() {
        return outputs;
    }

    /** Returns the value number of the mask of each output; −1 for none. */
    public int[] outputMasks() {
        return outputMasks;
    }

    /** Returns for each output the value that is the argument of its activation; −1 where it is not needed. */
    public int[] logits() {
        return logits;
    }

    /** Returns whether an output has a mask. */
    public boolean isOutputMasked() {
        return isOutputMasked;
    }

    /** Returns whether value {@code v} is an output, the mask of an output or the logits of an output. */
    public boolean isResult(int v) {
        return lastUse[v] == Integer.MAX_VALUE;
    }

    /** Returns the last step that reads value {@code v}; {@link Integer#MAX_VALUE} for outputs and logits, −1 if no step reads it. */
    public int lastUse(int v) {
        return lastUse[v];
    }

    /** Returns the values that step {@code s} reads and no later step does. */
    public int[] deadAfter(int s) {
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
