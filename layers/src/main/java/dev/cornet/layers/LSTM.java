package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Long short-term memory: with (zi zf zg zo) = x·W + h·U + b, σ the recurrent activation and φ the activation,
 *
 * <p>i = σ(zi), f = σ(zf), g = φ(zg), o = σ(zo); c ← f·c + i·g; h ← o·φ(c).
 *
 * <p>Shapes and options as {@link BaseRNN} says, with four gates and the states h, c (batch, units). References: Hochreiter, Schmidhuber,
 * "Long short-term memory", Neural Computation 9, 1997; Keras' LSTM page.
 */
public final class LSTM extends BaseRNN<LSTM> {
    @Option(before = "use_bias")
    private ActivationFunction recurrentActivation = Activations.of("sigmoid");

    @Option(before = "kernel_regularizer")
    private boolean unitForgetBias = true;

    private LSTM() {}

    /** A layer of {@code units} outputs. */
    public LSTM(int units) {
        super(units);
    }

    /** σ; default sigmoid. */
    public LSTM recurrentActivation(ActivationFunction activation) {
        recurrentActivation = activation;
        return self();
    }

    public LSTM recurrentActivation(String name) {
        return recurrentActivation(unit(ActivationFunction.class, "recurrent_activation", name));
    }

    /** Whether the bias of f starts at 1; default true. Reference: Jozefowicz et al., ICML 2015. */
    public LSTM unitForgetBias(boolean on) {
        unitForgetBias = on;
        return self();
    }

    @Override
    int gates() {
        return 4;
    }

    @Override
    int states() {
        return 2;
    }

    @Override
    protected List<Shape> buildAll(List<Shape> ins) {
        List<Shape> outs = super.buildAll(ins);
        Variable b = bias();
        if (b != null && unitForgetBias) {
            Arrays.fill(b.value().data(), units, 2 * units, 1f);
            b.changed();
        }
        return outs;
    }

    @Override
    int saved() {
        return SAVED;
    }

    @Override
    RecurrentCell cell(RecurrentRun run) {
        return new Steps(run);
    }

    /** What a step saves: i, f, g, o, φ(c) and c before the step. */
    private static final int I = RowBlock.Z;

    private static final int F = I + 1;
    private static final int G = I + 2;
    private static final int O = I + 3;
    private static final int PHI_C = I + 4;
    private static final int C_BEFORE = I + 5;
    private static final int SAVED = 6;

    private final class Steps implements RecurrentCell {
        private final RecurrentRun run;
        private final List<GateProjection> all;

        Steps(RecurrentRun run) {
            this.run = run;
            this.all = run.projections(0, 0, 4, true, true);
        }

        private ActivationFunction of(int gate) {
            return gate == 2 ? activation : recurrentActivation;
        }

        @Override
        public void forward(RowBlock lane, int step) {
            GateProjection.forward(all, lane, step, lane.work(RowBlock.H));
            for (int gate = 0; gate < 4; gate++) {
                lane.activate(of(gate), step, gate, 5, lane.work(I + gate));
            }
            float[] c = lane.work(RowBlock.C);
            float[] phiC = lane.work(PHI_C);
            System.arraycopy(c, 0, lane.work(C_BEFORE), 0, lane.size);
            lane.multiply(lane.work(F), c, c);
            lane.addProduct(lane.work(I), lane.work(G), c);
            System.arraycopy(c, 0, phiC, 0, lane.size);
            lane.activate(activation, step, 4, 5, phiC);
            lane.multiply(lane.work(O), phiC, lane.work(RowBlock.H));
            lane.save(SAVED, run.saved, step);
        }

        @Override
        public void backward(RowBlock lane, int step) {
            lane.load(SAVED, run.saved, step);
            float[] dh = lane.work(RowBlock.H);
            float[] dc = lane.work(RowBlock.C);
            float[] t = lane.work(RowBlock.OWN);
            lane.multiply(dh, lane.work(O), t);
            lane.back(activation, step, 4, 5, lane.work(PHI_C), t);
            lane.add(dc, t);
            lane.multiply(dc, lane.work(G), lane.work(RowBlock.DZ));
            lane.multiply(dc, lane.work(C_BEFORE), lane.work(RowBlock.DZ + 1));
            lane.multiply(dc, lane.work(I), lane.work(RowBlock.DZ + 2));
            lane.multiply(dh, lane.work(PHI_C), lane.work(RowBlock.DZ + 3));
            lane.multiply(dc, lane.work(F), dc);
            for (int gate = 0; gate < 4; gate++) {
                lane.back(of(gate), step, gate, 5, lane.work(I + gate), lane.work(RowBlock.DZ + gate));
            }
            lane.clear(RowBlock.H);
            GateProjection.backward(all, lane, step, dh);
        }

        @Override
        public List<GateProjection> projections() {
            return all;
        }
    }
}
