package dev.cornet.layers;

import dev.cornet.layer.Gradients;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Tensor;
import java.util.Objects;

/**
 * h ← φ(x·W + h·U + b), the output of each step.
 *
 * <p>Shapes and options as {@link Recurrent} says, with one gate and the state h (batch, units). References: Elman, "Finding structure in
 * time", Cognitive Science 14, 1990; Keras' SimpleRNN page.
 */
public final class SimpleRNN extends Recurrent<SimpleRNN> {
    private SimpleRNN() {}

    /** A layer of {@code units} outputs. */
    public SimpleRNN(int units) {
        super(units);
    }

    @Override
    int gates() {
        return 1;
    }

    @Override
    Cell cell(Recurrence run) {
        return new Steps(run, Objects.requireNonNull(recurrentKernel, "built"), run.perStep(units));
    }

    private final class Steps implements Cell {
        private final Recurrence run;
        private final Variable u;
        private final Tensor saved;

        Steps(Recurrence run, Variable u, Tensor saved) {
            this.run = run;
            this.u = u;
            this.saved = saved;
        }

        @Override
        public void forward(Lane lane, int step) {
            float[] z = run.z.data();
            float[] h = lane.work(Lane.H);
            int at = lane.row(step) * units;
            run.product(false, lane.rows, units, units, run.before.data(), at, units, u, 0, 1, z, at, units);
            System.arraycopy(z, at, h, 0, lane.size);
            lane.activate(activation, step, 0, 1, h);
            System.arraycopy(h, 0, saved.data(), at, lane.size);
        }

        @Override
        public void backward(Lane lane, int step) {
            float[] z = run.z.data();
            float[] dh = lane.work(Lane.H);
            float[] h = lane.work(Lane.OWN);
            int at = lane.row(step) * units;
            System.arraycopy(saved.data(), at, h, 0, lane.size);
            lane.back(activation, step, 0, 1, h, dh);
            System.arraycopy(dh, 0, z, at, lane.size);
            run.product(true, lane.rows, units, units, z, at, units, u, 0, 0, dh, 0, units);
            run.dropBack(lane, dh);
        }

        @Override
        public void skip(int row) {
            run.skip(row);
        }

        @Override
        public void addGradients(Gradients grads) {
            run.addGradients(u, bias, grads);
        }
    }
}
