package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Outputs;
import dev.cornet.layer.Pass;
import java.util.List;
import java.util.Objects;

/**
 * Changes of order that give the same values and gradients for less work, found once per plan.
 *
 * <p>relu behind maximum pooling: relu(max(…)) = max(relu(…)), on a quarter of the values for windows of 2×2. Where all of a window is
 * below 0 no gradient passes either way; elsewhere it goes to the same cell.
 */
final class Rewrites {
    private static final String RELU = "relu";

    private final boolean[] defers;

    Rewrites(Plan plan) {
        List<Step> steps = plan.steps();
        defers = new boolean[steps.size()];
        for (int s = 0; s + 1 < defers.length; s++) {
            Step step = steps.get(s);
            Step next = steps.get(s + 1);
            defers[s] = RELU.equals(step.layer().lastActivation())
                    && next.layer().keepsOrder()
                    && next.ins().length == 1
                    && step.outs().length == 1
                    && next.ins()[0] == step.outs()[0]
                    && plan.lastUse(step.outs()[0]) == s + 1;
        }
    }

    /** True when the activation of step {@code s} is applied behind the next step, {@code to} being the first that runs elsewhere. */
    boolean defers(int s, int to) {
        return defers[s] && s + 1 < to;
    }

    /** φ behind a step that has run, and the way back through both. */
    static Outputs behind(Outputs step, ActivationFunction phi, Pass pass) {
        var output = phi.forward(step.ys().get(0), pass);
        return new Outputs(
                List.of(output.y()),
                (dys, grads) -> step.backward()
                        .apply(List.of(Objects.requireNonNull(output.backward().apply(dys.get(0), grads))), grads));
    }
}
