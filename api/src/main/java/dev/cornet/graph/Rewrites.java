package dev.cornet.graph;

import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.Step;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.ActivityPenalty;
import dev.cornet.nn.MaximaMaker;
import dev.cornet.nn.MaximaReader;
import dev.cornet.nn.Operation;
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
 * Optimizations of two consecutive steps that give the same values and gradients with less work, in training too. They apply if the second
 * step is the only reader of the first one's output, and are found once per plan.
 *
 * <p>ReLU after max pooling: since max(relu(…)) = relu(max(…)), relu is applied to the pooled values, for 2×2 windows a quarter of them.
 * The gradient is the same: if all values of a window are negative, it is 0 in either order; otherwise it goes to the same pixel.
 *
 * <p>2×2 max pooling of a convolution: one kernel computes both, if the layer has one.
 *
 * <p>Unread pixels: pooling of 11×11 pixels by 2×2 windows reads only 10×10 of them, so the preceding convolution computes only these.
 */
final class Rewrites {
    private static final String RELU = "relu";
    private static final String LINEAR = "linear";

    private final boolean[] defersActivation;
    private final @Nullable Shape[] croppedOutputs;
    private final @Nullable MaximaMaker[] fusedPools;

    Rewrites(Plan plan) {
        List<Step> steps = plan.steps();
        defersActivation = new boolean[steps.size()];
        croppedOutputs = new Shape[steps.size()];
        fusedPools = new MaximaMaker[steps.size()];
        for (int s = 0; s + 1 < defersActivation.length; s++) {
            Step step = steps.get(s);
            Operation first = step.operation();
            Operation second = steps.get(s + 1).operation();
            if (!areChained(plan, s, step, steps.get(s + 1))) {
                continue;
            }
            String activation =
                    first instanceof ActivityPenalty layer && layer.penalizesActivity() ? null : first.lastActivation();
            boolean isNonDecreasing = RELU.equals(activation) || LINEAR.equals(activation);
            if (isNonDecreasing
                    && first instanceof MaximaMaker maker
                    && second instanceof MaximaReader reader
                    && reader.readsMaxima(plan.shape(step.outs()[0]).withoutBatch())) {
                fusedPools[s] = maker;
            }
            defersActivation[s] = RELU.equals(activation) && second instanceof OrderKeeping;
            if (first instanceof PartMaker maker && maker.makesParts() && second instanceof PartReader reader) {
                Shape whole = plan.shape(step.outs()[0]).withoutBatch();
                Shape read = reader.reads(whole);
                croppedOutputs[s] = read.equals(whole) ? null : read;
            }
        }
    }

    private static boolean areChained(Plan plan, int s, Step step, Step next) {
        return step.outs().length == 1
                && next.ins().length == 1
                && next.ins()[0] == step.outs()[0]
                && plan.lastUse(step.outs()[0]) == s + 1
                && plan.isRows(step.outs()[0])
                && step.mask() < 0
                && !step.isMasked();
    }

    /** Prepares the pass for step {@code s} of a segment that ends before step {@code to}. */
    void prepare(int s, int to, Pass pass) {
        if (s + 1 < to) {
            pass.modifyNode(defersActivation[s], croppedOutputs[s]);
        }
    }

    /** Runs step {@code s} and the following max pooling in one kernel; returns null if they are to run separately. */
    @Nullable
    Output runFusedMaxPool(int s, int to, List<Tensor> xs, Pass pass) {
        MaximaMaker maker = fusedPools[s];
        if (maker == null || s + 1 >= to || !maker.makesMaxima(xs.get(0), pass)) {
            return null;
        }
        pass.modifyNode(false, croppedOutputs[s]); // the fused kernel applies φ to the maxima itself
        return maker.maxima(xs.get(0), pass);
    }

    /** Returns whether the activation of step {@code s} is applied after the following step. */
    boolean defersActivation(int s) {
        return defersActivation[s];
    }

    /** Returns whether step {@code s} and the following max pooling may run in one kernel. */
    boolean fusesMaxPool(int s) {
        return fusedPools[s] != null;
    }

    /** Returns the shape of the leading part of each sample that step {@code s} computes; null for all of it. */
    @Nullable
    Shape croppedOutput(int s) {
        return croppedOutputs[s];
    }

    /** Applies φ to the output of a step, and returns the result with the backward of both. */
    static Output thenActivation(Output step, ActivationFunction phi, Pass pass) {
        Output activated = phi.forward(step.y(), pass);
        return new Output(activated.y(), (dy, grads) -> {
            Tensor dz = Objects.requireNonNull(activated.backward().apply(dy, grads));
            return step.backward().apply(dz, grads);
        });
    }
}
