package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Layer;
import dev.cornet.layer.OrderKeeping;
import dev.cornet.layer.Output;
import dev.cornet.layer.PartMaker;
import dev.cornet.layer.PartReader;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes of two neighbouring steps, the second being the only reader of the first, that give the same values and gradients for less
 * work; found once per plan.
 *
 * <p>relu behind maximum pooling: relu(max(…)) = max(relu(…)), on a quarter of the values for windows of 2×2. Where all of a window is
 * below 0 no gradient passes either way; elsewhere it goes to the same cell.
 *
 * <p>Pixels that nobody reads: pooling 11×11 pixels by windows of 2×2 looks at 10×10, so the convolution before makes no more.
 */
final class Rewrites {
    private static final String RELU = "relu";

    private final boolean[] defers;
    private final @Nullable Shape[] parts;

    Rewrites(Plan plan) {
        List<Step> steps = plan.steps();
        defers = new boolean[steps.size()];
        parts = new Shape[steps.size()];
        for (int s = 0; s + 1 < defers.length; s++) {
            Step step = steps.get(s);
            Layer first = step.layer();
            Layer second = steps.get(s + 1).layer();
            if (!areChained(plan, s, step, steps.get(s + 1))) {
                continue;
            }
            defers[s] = RELU.equals(first.lastActivation()) && second instanceof OrderKeeping;
            if (first instanceof PartMaker maker && maker.makesParts() && second instanceof PartReader reader) {
                Shape whole = plan.shape(step.outs()[0]);
                Shape read = reader.reads(whole);
                parts[s] = read.equals(whole) ? null : read;
            }
        }
    }

    private static boolean areChained(Plan plan, int s, Step step, Step next) {
        return step.outs().length == 1
                && next.ins().length == 1
                && next.ins()[0] == step.outs()[0]
                && plan.lastUse(step.outs()[0]) == s + 1;
    }

    /** Prepares the pass for step {@code s}, {@code to} being the first that runs elsewhere. */
    void enter(int s, int to, Pass pass) {
        if (s + 1 < to) {
            pass.rewrite(defers[s], parts[s]);
        }
    }

    /** True when the activation of step {@code s} is applied behind the next step. */
    boolean defers(int s) {
        return defers[s];
    }

    /** The leading part of each sample that step {@code s} makes; null for all of it. */
    @Nullable
    Shape part(int s) {
        return parts[s];
    }

    /** φ behind a step that has run, and the way back through both. */
    static Output behind(Output step, ActivationFunction phi, Pass pass) {
        Output end = phi.forward(step.y(), pass);
        return new Output(end.y(), (dy, grads) -> {
            Tensor before = Objects.requireNonNull(end.backward().apply(dy, grads));
            return step.backward().apply(before, grads);
        });
    }
}
