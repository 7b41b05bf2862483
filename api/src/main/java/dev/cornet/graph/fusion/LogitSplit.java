package dev.cornet.graph.fusion;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.PassThrough;
import dev.cornet.nn.SplitActivation;
import dev.cornet.nn.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan in which a step that computes an output can be split into one that computes the logits and one that applies the activation. The
 * loss then reads the logits, and its backward begins with their gradient. Between the activation and the output there may be layers that
 * return their input unchanged.
 */
public final class LogitSplit {
    /** The plan, with a further value for the logits of each step that can be split. */
    private final Plan plan;

    /** For each value that an activation computes and that reaches an output unchanged: the number of the value of its logits; else −1. */
    private final int[] logitsOf;

    /** Finds the steps of a plan that can be split. */
    public LogitSplit(Plan original) {
        logitsOf = new int[original.values()];
        Arrays.fill(logitsOf, -1);
        List<Value> added = new ArrayList<>();
        for (boolean training : new boolean[] {false, true}) {
            for (int source : sources(original, training)) {
                Step step = producer(original, source);
                SplitActivation split = step == null ? null : split(original, step);
                if (step == null || split == null || logitsOf[source] >= 0) {
                    continue;
                }
                if (split.before() == null) {
                    logitsOf[source] = step.ins()[0];
                } else {
                    logitsOf[source] = original.values() + added.size();
                    added.add(original.value(source));
                }
            }
        }
        plan = original.withValues(added);
    }

    /** Returns the plan with further values for logits, which no step computes yet. */
    public Plan plan() {
        return plan;
    }

    /** Returns for each output the earliest value equal to it: the input of the steps that return it unchanged, or the output itself. */
    public static int[] sources(Plan plan, boolean training) {
        int[] sources = plan.outputs().clone();
        for (int o = 0; o < sources.length; o++) {
            Step step = producer(plan, sources[o]);
            while (step != null
                    && step.operation() instanceof PassThrough layer
                    && layer.passesInput(step.isTraining(training))) {
                sources[o] = step.ins()[0];
                step = producer(plan, sources[o]);
            }
        }
        return sources;
    }

    private static @Nullable Step producer(Plan plan, int v) {
        return plan.producer(v) < 0 ? null : plan.steps().get(plan.producer(v));
    }

    private static @Nullable SplitActivation split(Plan plan, Step step) {
        return step.outs().length == 1 && plan.isRows(step.outs()[0]) && !readsMask(step)
                ? LayerAccess.splitActivation(step.operation())
                : null;
    }

    /** Whether an activation computes with a mask, as the layer Softmax does; its output is not that of its logits alone. */
    private static boolean readsMask(Step step) {
        return step.operation() instanceof Layer layer
                && LayerAccess.readsMask(layer)
                && Arrays.stream(step.masks().ins()).anyMatch(mask -> mask >= 0);
    }

    /** Returns the number of the value that holds the logits of value {@code source}; −1 if no activation computes it. */
    public int logits(int source) {
        return logitsOf[source];
    }

    /**
     * Returns steps that also compute the logits of some values.
     *
     * @param steps some steps of the plan, or of its fused form
     * @param sources the values whose activations are split off
     */
    public List<Step> split(List<Step> steps, List<Integer> sources) {
        List<Step> all = new ArrayList<>();
        for (Step step : steps) {
            int out = step.outs()[0];
            SplitActivation split = sources.contains(out) && logitsOf[out] >= 0 ? split(plan, step) : null;
            if (split == null || split.before() == null) {
                all.add(step);
                continue;
            }
            int[] z = {logitsOf[out]};
            all.add(step.with(split.before(), z));
            all.add(step.with(split.activation(), z, step.outs())
                    .numbered(plan.steps().size() + step.number()));
        }
        return all;
    }
}
