package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.PassThrough;

/** Where the outputs of a plan have their logits: behind what made them nothing but steps that pass their input on. */
final class LogitSources {
    private LogitSources() {}

    /** For each output the value that it is, its own or an earlier one. */
    static int[] of(Plan plan, boolean training) {
        int[] sources = plan.outputs().clone();
        for (int o = 0; o < sources.length; o++) {
            while (plan.producer(sources[o]) >= 0) {
                Step step = plan.steps().get(plan.producer(sources[o]));
                if (!(step.layer() instanceof PassThrough layer && layer.passesInput(step.trains(training)))) {
                    break;
                }
                sources[o] = step.ins()[0];
            }
        }
        return sources;
    }

    /** True when the step that makes value {@code v} ends with an activation, whose argument can be kept. */
    static boolean isBehindActivation(Plan plan, int v) {
        if (plan.producer(v) < 0) {
            return false;
        }
        Step step = plan.steps().get(plan.producer(v));
        return step.outs()[0] == v && step.layer().lastActivation() != null;
    }
}
