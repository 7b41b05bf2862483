package dev.cornet.layers;

import dev.cornet.graph.ReturnedValueChecks;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of a layer on one step of all sequences after the other, x (batch, steps, …), and the way back. */
final class StepByStep {
    private final Tensor x;
    private final Pass pass;
    private final int steps;
    private final List<Outputs> runs = new ArrayList<>();

    StepByStep(Layer layer, Tensor x, List<Shape> declared, Pass pass) {
        this.x = x;
        this.pass = pass;
        this.steps = x.shape().dim(1);
        Tensor mask = pass.mask();
        for (int s = 0; s < steps; s++) {
            Tensor now = step(x, s);
            Tensor rows = mask == null ? null : rowsOf(mask, s);
            runs.add(pass.nested(
                    s,
                    1,
                    Collections.singletonList(rows),
                    () -> ReturnedValueChecks.run(layer, List.of(now), declared, pass)));
        }
    }

    /** Which rows count at step {@code s}; a mask of the steps alone means nothing to samples of several axes. */
    private @Nullable Tensor rowsOf(Tensor mask, int s) {
        return mask.shape().rank() > 2 || x.shape().rank() == 3 ? step(mask, s) : null;
    }

    /** Step {@code s} of all rows: (batch, …). */
    private Tensor step(Tensor of, int s) {
        Tensor step = pass.tensor(without(of.shape()));
        copy(of, step, s, false);
        return step;
    }

    private static Shape without(Shape shape) {
        return shape.withoutBatch().withoutBatch().withBatch(shape.dim(0));
    }

    private void copy(Tensor all, Tensor step, int s, boolean back) {
        int n = step.rowSize();
        for (int r = 0; r < all.shape().dim(0); r++) {
            int a = all.offset() + (r * steps + s) * n;
            int b = step.offset() + r * n;
            if (back) {
                System.arraycopy(step.data(), b, all.data(), a, n);
            } else {
                System.arraycopy(all.data(), a, step.data(), b, n);
            }
        }
    }

    Output output() {
        Shape one = runs.get(0).y(0).shape();
        Tensor y = pass.tensor(one.withoutBatch().withBatch(steps).withBatch(one.dim(0)));
        for (int s = 0; s < steps; s++) {
            copy(y, runs.get(s).y(0), s, true);
        }
        return new Output(y, this::backward);
    }

    private @Nullable Tensor backward(Tensor dy, Gradients grads) {
        Tensor dx = pass.tensor(x.shape());
        boolean wanted = true;
        for (int s = 0; s < steps; s++) {
            Tensor step = runs.get(s).backward(List.of(step(dy, s)), grads).get(0);
            if (step == null) {
                wanted = false;
            } else {
                copy(dx, step, s, true);
            }
        }
        return wanted ? dx : null;
    }
}
