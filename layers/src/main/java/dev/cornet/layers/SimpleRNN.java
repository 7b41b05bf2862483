package dev.cornet.layers;

import java.util.List;

/**
 * Fully connected recurrent layer whose output is fed back as its state.
 *
 * <p>At each time step h ← φ(x·W + h·U + b), with φ the activation (default tanh).
 *
 * <p>x (batch, steps, features), y (batch, units), the last h, or (batch, steps, units) with {@code returnSequences}; state h (batch,
 * units). Weights: W "kernel" (features, units), U "recurrent_kernel" (units, units), b "bias" (units).
 *
 * <p>References: Elman, "Finding structure in time", Cognitive Science 14, 1990; Keras' SimpleRNN page.
 */
public final class SimpleRNN extends GatedRNN<SimpleRNN> {
    private SimpleRNN() {}

    /** A layer with {@code units} outputs. */
    public SimpleRNN(int units) {
        super(units);
    }

    @Override
    int gateCount() {
        return 1;
    }

    @Override
    int cachedCount() {
        return 1;
    }

    @Override
    GatedCell newCell(RecurrentRun run) {
        return new SimpleRnnCell(run);
    }

    private final class SimpleRnnCell implements GatedCell {
        private final RecurrentRun run;
        private final List<GateProjection> projections;

        SimpleRnnCell(RecurrentRun run) {
            this.run = run;
            this.projections = run.projections(0, 0, 1, true, true);
        }

        @Override
        public void forward(RowBlock rowBlock, int step) {
            float[] h = rowBlock.array(RowBlock.Z);
            GateProjection.forward(projections, rowBlock, step, rowBlock.array(RowBlock.H));
            rowBlock.activate(activation, step, 0, 1, RowBlock.Z);
            System.arraycopy(h, 0, rowBlock.array(RowBlock.H), 0, rowBlock.size);
            rowBlock.saveStep(1, run.stepCache, step);
        }

        @Override
        public void backward(RowBlock rowBlock, int step) {
            rowBlock.loadStep(1, run.stepCache, step);
            float[] dh = rowBlock.array(RowBlock.H);
            System.arraycopy(dh, 0, rowBlock.array(RowBlock.DZ), 0, rowBlock.size);
            rowBlock.multiplyByDerivative(
                    activation, step, 0, 1, rowBlock.array(RowBlock.Z), rowBlock.array(RowBlock.DZ));
            rowBlock.clear(RowBlock.H);
            GateProjection.backward(projections, rowBlock, step, dh);
        }

        @Override
        public List<GateProjection> projections() {
            return projections;
        }
    }
}
