package dev.cornet.layers;

import java.util.List;

/**
 * h ← φ(x·W + h·U + b), the output of each step.
 *
 * <p>Shapes and options as {@link BaseRNN} says, with one gate and the state h (batch, units). References: Elman, "Finding structure in
 * time", Cognitive Science 14, 1990; Keras' SimpleRNN page.
 */
public final class SimpleRNN extends BaseRNN<SimpleRNN> {
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
    RecurrentCell cell(RecurrentRun run) {
        return new Steps(run);
    }

    private final class Steps implements RecurrentCell {
        private final RecurrentRun run;
        private final List<GateProjection> all;

        Steps(RecurrentRun run) {
            this.run = run;
            this.all = run.projections(0, 0, 1, true, true);
        }

        @Override
        public void forward(RowBlock lane, int step) {
            float[] h = lane.work(RowBlock.Z);
            GateProjection.forward(all, lane, step, lane.work(RowBlock.H));
            lane.activate(activation, step, 0, 1, h);
            System.arraycopy(h, 0, lane.work(RowBlock.H), 0, lane.size);
            lane.save(1, run.saved, step);
        }

        @Override
        public void backward(RowBlock lane, int step) {
            lane.load(1, run.saved, step);
            float[] dh = lane.work(RowBlock.H);
            System.arraycopy(dh, 0, lane.work(RowBlock.DZ), 0, lane.size);
            lane.back(activation, step, 0, 1, lane.work(RowBlock.Z), lane.work(RowBlock.DZ));
            lane.clear(RowBlock.H);
            GateProjection.backward(all, lane, step, dh);
        }

        @Override
        public List<GateProjection> projections() {
            return all;
        }
    }
}
