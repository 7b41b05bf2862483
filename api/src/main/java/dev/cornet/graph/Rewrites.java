package dev.cornet.graph;

import dev.cornet.graph.Plan.Step;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.ActivityPenalty;
import dev.cornet.nn.Layer;
import dev.cornet.nn.MaximaMaker;
import dev.cornet.nn.MaximaReader;
import dev.cornet.nn.OrderKeeping;
import dev.cornet.nn.Output;
import dev.cornet.nn.PartMaker;
import dev.cornet.nn.PartReader;
import dev.cornet.nn.Pass;
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
 * <p>Maxima of 2×2 blocks of a convolution: both steps are one, where the layer can make the maxima at once.
 *
 * <p>Pixels that nobody reads: pooling 11×11 pixels by windows of 2×2 looks at 10×10, so the convolution before makes no more.
 */
final class Rewrites {
    private static final String RELU = "relu";
    private static final String LINEAR = "linear";

    private final boolean[] defers;
    private final @Nullable Shape[] parts;
    private final @Nullable MaximaMaker[] joins;

    Rewrites(Plan plan) {
        List<Step> steps = plan.steps();
        defers = new boolean[steps.size()];
        parts = new Shape[steps.size()];
        joins = new MaximaMaker[steps.size()];
        for (int s = 0; s + 1 < defers.length; s++) {
            Step step = steps.get(s);
            Layer first = step.layer();
            Layer second = steps.get(s + 1).layer();
            if (!areChained(plan, s, step, steps.get(s + 1))) {
                continue;
            }
            String activation =
                    first instanceof ActivityPenalty layer && layer.penalizesActivity() ? null : first.lastActivation();
            boolean keepsOrder = RELU.equals(activation) || LINEAR.equals(activation);
            if (keepsOrder
                    && first instanceof MaximaMaker maker
                    && second instanceof MaximaReader reader
                    && reader.readsMaxima(plan.shape(step.outs()[0]))) {
                joins[s] = maker;
            }
            defers[s] = RELU.equals(activation) && second instanceof OrderKeeping;
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
                && plan.lastUse(step.outs()[0]) == s + 1
                && step.mask() < 0
                && !step.isMasked();
    }

    /** Prepares the pass for step {@code s}, {@code to} being the first that runs elsewhere. */
    void enter(int s, int to, Pass pass) {
        if (s + 1 < to) {
            pass.rewrite(defers[s], parts[s]);
        }
    }

    /** Both step {@code s}, for which the pass is prepared, and the next one; null where they are not one. */
    @Nullable
    Output joined(int s, int to, List<Tensor> xs, Pass pass) {
        MaximaMaker maker = joins[s];
        if (maker == null || s + 1 >= to || !maker.makesMaxima(xs.get(0), pass)) {
            return null;
        }
        pass.rewrite(false, parts[s]); // the layer applies φ behind the maxima itself
        return maker.maxima(xs.get(0), pass);
    }

    /** True when the activation of step {@code s} is applied behind the next step. */
    boolean defers(int s) {
        return defers[s];
    }

    /** True when the maxima that the next step takes of step {@code s} may be made at once. */
    boolean joins(int s) {
        return joins[s] != null;
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
