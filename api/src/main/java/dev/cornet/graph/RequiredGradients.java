package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;

/**
 * The values of a plan that require a gradient, given which layers are trainable now.
 *
 * @param values for each value whether it depends on a trained weight, and so requires a gradient
 * @param neededByBackward for each value whether a backward may read it, that is, whether it is an input of a step whose outputs require a
 *     gradient
 */
record RequiredGradients(boolean[] values, boolean[] neededByBackward) {
    static RequiredGradients of(Plan plan) {
        boolean[] required = dependOnTrainedWeight(plan);
        return new RequiredGradients(required, neededByBackward(plan, required));
    }

    /** Returns that no value requires a gradient, for a run without backward. */
    static RequiredGradients none(Plan plan) {
        boolean[] none = new boolean[plan.values()];
        return new RequiredGradients(none, none);
    }

    private static boolean[] dependOnTrainedWeight(Plan plan) {
        boolean[] required = new boolean[plan.values()];
        for (Step step : plan.steps()) {
            boolean isRequired = step.isTrainable() || any(required, step.ins());
            for (int v : step.outs()) {
                required[v] = isRequired;
            }
        }
        return required;
    }

    /** Returns whether the flag of at least one of these values is set. */
    static boolean any(boolean[] flags, int[] values) {
        for (int v : values) {
            if (flags[v]) {
                return true;
            }
        }
        return false;
    }

    private static boolean[] neededByBackward(Plan plan, boolean[] requiresGradient) {
        boolean[] needed = new boolean[plan.values()];
        for (Step step : plan.steps()) {
            if (requiresGradient[step.outs()[0]]) {
                for (int v : step.reads()) {
                    needed[v] = true;
                }
            }
        }
        return needed;
    }
}
