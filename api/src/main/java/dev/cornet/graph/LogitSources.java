package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.PassThrough;

/**
 * Finds, for each output of a plan, the activation whose argument is the logits. Between this activation and the output there may be
 * layers that return their input unchanged.
 */
final class LogitSources {
    private LogitSources() {}

    /** Returns for each output the number of the value before all {@link PassThrough} steps: an earlier value, or the output itself. */
    static int[] of(Plan plan, boolean training) {
        int[] sources = plan.outputs().clone();
        for (int o = 0; o < sources.length; o++) {
            while (plan.producer(sources[o]) >= 0) {
                Step step = plan.steps().get(plan.producer(sources[o]));
                if (!(step.operation() instanceof PassThrough layer && layer.passesInput(step.isTraining(training)))) {
                    break;
                }
                sources[o] = step.ins()[0];
            }
        }
        return sources;
    }

    /** Returns whether the step that computes value {@code v} ends with an activation, whose argument can be kept. */
    static boolean hasActivation(Plan plan, int v) {
        if (plan.producer(v) < 0) {
            return false;
        }
        Step step = plan.steps().get(plan.producer(v));
        return step.outs()[0] == v && plan.isRows(v) && step.operation().lastActivation() != null;
    }
}
