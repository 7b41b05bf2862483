package dev.cornet.layers;

import java.util.List;

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
    int saved() {
        return 1;
    }

    @Override
    Cell cell(Recurrence run) {
        return new Steps(run);
    }

    private final class Steps implements Cell {
        private final Recurrence run;
        private final List<Projection> all;

        Steps(Recurrence run) {
            this.run = run;
            this.all = run.projections(0, 0, 1, true, true);
        }

        @Override
        public void forward(Lane lane, int step) {
            float[] h = lane.work(Lane.Z);
            Projection.forward(all, lane, step, lane.work(Lane.H));
            lane.activate(activation, step, 0, 1, h);
            System.arraycopy(h, 0, lane.work(Lane.H), 0, lane.size);
            lane.save(1, run.saved, step);
        }

        @Override
        public void backward(Lane lane, int step) {
            lane.load(1, run.saved, step);
            float[] dh = lane.work(Lane.H);
            System.arraycopy(dh, 0, lane.work(Lane.DZ), 0, lane.size);
            lane.back(activation, step, 0, 1, lane.work(Lane.Z), lane.work(Lane.DZ));
            lane.clear(Lane.H);
            Projection.backward(all, lane, step, dh);
        }

        @Override
        public List<Projection> projections() {
            return all;
        }
    }
}
