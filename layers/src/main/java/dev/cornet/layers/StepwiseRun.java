package dev.cornet.layers;

import dev.cornet.graph.ReturnedValueChecks;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Value;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of the layer inside {@link TimeDistributed} on one time step after the other, each step with all samples of the batch: x (batch,
 * steps, …), y (batch, steps, …).
 */
final class StepwiseRun {
    private final Tensor x;
    private final Pass pass;
    private final int steps;
    private final List<Outputs> runs = new ArrayList<>();

    StepwiseRun(Layer layer, Tensor x, List<Value> declared, Pass pass) {
        this.x = x;
        this.pass = pass;
        this.steps = x.shape().dim(1);
        Tensor mask = pass.mask();
        for (int s = 0; s < steps; s++) {
            Tensor step = step(x, s);
            Tensor stepMask = mask == null ? null : stepMask(mask, s);
            runs.add(pass.nested(
                    s,
                    1,
                    Collections.singletonList(stepMask),
                    () -> ReturnedValueChecks.run(
                            layer, List.of(step), declared, x.shape().dim(0), pass)));
        }
    }

    /** The mask of step {@code s}; null if the mask covers the steps alone and the samples of a step have several axes. */
    private @Nullable Tensor stepMask(Tensor mask, int s) {
        return mask.shape().rank() > 2 || x.shape().rank() == 3 ? step(mask, s) : null;
    }

    /** A copy of step {@code s} of {@code all} (batch, steps, …): (batch, …). */
    private Tensor step(Tensor all, int s) {
        Tensor step = pass.tensor(withoutSteps(all.shape()));
        copy(all, step, s, false);
        return step;
    }

    private static Shape withoutSteps(Shape shape) {
        return shape.withoutBatch().withoutBatch().withBatch(shape.dim(0));
    }

    /** Copies step {@code s} of {@code all} into {@code step}; if {@code toAll}, copies {@code step} into {@code all}. */
    private void copy(Tensor all, Tensor step, int s, boolean toAll) {
        int n = step.rowSize();
        for (int r = 0; r < all.shape().dim(0); r++) {
            int a = all.offset() + (r * steps + s) * n;
            int b = step.offset() + r * n;
            if (toAll) {
                System.arraycopy(step.data(), b, all.data(), a, n);
            } else {
                System.arraycopy(all.data(), a, step.data(), b, n);
            }
        }
    }

    Output output() {
        Shape stepShape = runs.get(0).y(0).shape();
        Tensor y = pass.tensor(stepShape.withoutBatch().withBatch(steps).withBatch(stepShape.dim(0)));
        for (int s = 0; s < steps; s++) {
            copy(y, runs.get(s).y(0), s, true);
        }
        return new Output(y, this::backward);
    }

    private @Nullable Tensor backward(Tensor dy, Gradients grads) {
        Tensor dx = pass.tensor(x.shape());
        boolean complete = true;
        for (int s = 0; s < steps; s++) {
            Tensor stepDx = runs.get(s).backward(List.of(step(dy, s)), grads).get(0);
            if (stepDx == null) {
                complete = false;
            } else {
                copy(dx, stepDx, s, true);
            }
        }
        return complete ? dx : null;
    }
}
