package dev.cornet.layers;

import dev.cornet.activation.Activations;
import dev.cornet.config.Option;
import dev.cornet.layer.ActivationFunction;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Long short-term memory: with (zi zf zg zo) = x·W + h·U + b, σ the recurrent activation and φ the activation,
 *
 * <p>i = σ(zi), f = σ(zf), g = φ(zg), o = σ(zo); c ← f·c + i·g; h ← o·φ(c).
 *
 * <p>Shapes and options as {@link Recurrent} says, with four gates and the states h, c (batch, units). References: Hochreiter, Schmidhuber,
 * "Long short-term memory", Neural Computation 9, 1997; Keras' LSTM page.
 */
public final class LSTM extends Recurrent<LSTM> {
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
            Arrays.fill(b.read().data(), units, 2 * units, 1f);
            b.changed();
        }
        return outs;
    }

    @Override
    int saved() {
        return SAVED;
    }

    @Override
    Cell cell(Recurrence run) {
        return new Steps(run);
    }

    /** What a step saves: i, f, g, o, φ(c) and c before the step. */
    private static final int I = Lane.Z;

    private static final int F = I + 1;
    private static final int G = I + 2;
    private static final int O = I + 3;
    private static final int PHI_C = I + 4;
    private static final int C_BEFORE = I + 5;
    private static final int SAVED = 6;

    private final class Steps implements Cell {
        private final Recurrence run;
        private final List<Projection> all;

        Steps(Recurrence run) {
            this.run = run;
            this.all = run.projections(0, 0, 4, true, true);
        }

        private ActivationFunction of(int gate) {
            return gate == 2 ? activation : recurrentActivation;
        }

        @Override
        public void forward(Lane lane, int step) {
            Projection.forward(all, lane, step, lane.work(Lane.H));
            for (int gate = 0; gate < 4; gate++) {
                lane.activate(of(gate), step, gate, 5, lane.work(I + gate));
            }
            float[] c = lane.work(Lane.C);
            float[] phiC = lane.work(PHI_C);
            System.arraycopy(c, 0, lane.work(C_BEFORE), 0, lane.size);
            lane.multiply(lane.work(F), c, c);
            lane.addProduct(lane.work(I), lane.work(G), c);
            System.arraycopy(c, 0, phiC, 0, lane.size);
            lane.activate(activation, step, 4, 5, phiC);
            lane.multiply(lane.work(O), phiC, lane.work(Lane.H));
            lane.save(SAVED, run.saved, step);
        }

        @Override
        public void backward(Lane lane, int step) {
            lane.load(SAVED, run.saved, step);
            float[] dh = lane.work(Lane.H);
            float[] dc = lane.work(Lane.C);
            float[] t = lane.work(Lane.OWN);
            lane.multiply(dh, lane.work(O), t);
            lane.back(activation, step, 4, 5, lane.work(PHI_C), t);
            lane.add(dc, t);
            lane.multiply(dc, lane.work(G), lane.work(Lane.DZ));
            lane.multiply(dc, lane.work(C_BEFORE), lane.work(Lane.DZ + 1));
            lane.multiply(dc, lane.work(I), lane.work(Lane.DZ + 2));
            lane.multiply(dh, lane.work(PHI_C), lane.work(Lane.DZ + 3));
            lane.multiply(dc, lane.work(F), dc);
            for (int gate = 0; gate < 4; gate++) {
                lane.back(of(gate), step, gate, 5, lane.work(I + gate), lane.work(Lane.DZ + gate));
            }
            lane.clear(Lane.H);
            Projection.backward(all, lane, step, dh);
        }

        @Override
        public List<Projection> projections() {
            return all;
        }
    }
}
