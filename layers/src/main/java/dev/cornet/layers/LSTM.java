package dev.cornet.layers;

import dev.cornet.activations.Activations;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.OptionMethods;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Long short-term memory layer, a recurrent layer with a hidden state h and a cell state c.
 *
 * <p>At each time step, with (zi zf zg zo) = x·W + h·U + b,
 *
 * <p>i = σ(zi), f = σ(zf), g = φ(zg), o = σ(zo); c ← f·c + i·g; h ← o·φ(c),
 *
 * <p>where φ is the activation (default tanh), σ the recurrent activation (default sigmoid), and i, f and o are the input, forget and
 * output gates.
 *
 * <p>x (batch, steps, features), y (batch, units), the last h, or (batch, steps, units) with {@code returnSequences}; states h, c (batch,
 * units). Weights: W "kernel" (features, 4·units), U "recurrent_kernel" (units, 4·units), b "bias" (4·units).
 *
 * <p>References: Hochreiter, Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; Keras' LSTM page.
 */
public final class LSTM extends GatedRNN<LSTM> implements OptionMethods.RecurrentActivation<LSTM> {
    @Option(after = "activation")
    private ActivationFunction recurrentActivation = Activations.of("sigmoid");

    @Option(after = "bias_initializer")
    private boolean unitForgetBias = true;

    private LSTM() {}

    /** A layer with {@code units} outputs. */
    public LSTM(int units) {
        super(units);
    }

    /** Whether the bias of the forget gate f is initialized to 1; default true. Reference: Jozefowicz et al., ICML 2015. */
    public LSTM unitForgetBias(boolean on) {
        unitForgetBias = on;
        return self();
    }

    @Override
    int gateCount() {
        return 4;
    }

    @Override
    int stateCount() {
        return 2;
    }

    @Override
    protected void build(Shape in) {
        super.build(in);
        Variable b = bias();
        if (b != null && unitForgetBias) {
            Arrays.fill(b.value().data(), units, 2 * units, 1f);
            b.changed();
        }
    }

    @Override
    int cachedCount() {
        return CACHED;
    }

    @Override
    GatedCell newCell(RecurrentRun run) {
        return new LstmCell(run);
    }

    // ---- indices of the cached arrays: i, f, g, o, φ(c) and c before the step

    private static final int I = RowBlock.Z;

    private static final int F = I + 1;
    private static final int G = I + 2;
    private static final int O = I + 3;
    private static final int PHI_C = I + 4;
    private static final int PREVIOUS_C = I + 5;
    private static final int CACHED = 6;

    private final class LstmCell implements GatedCell {
        private final RecurrentRun run;
        private final List<GateProjection> projections;

        LstmCell(RecurrentRun run) {
            this.run = run;
            this.projections = run.projections(0, 0, 4, true, true);
        }

        private ActivationFunction activationOf(int gate) {
            return gate == 2 ? activation : recurrentActivation;
        }

        @Override
        public void forward(RowBlock rowBlock, int step) {
            GateProjection.forward(projections, rowBlock, step, rowBlock.array(RowBlock.H));
            for (int gate = 0; gate < 4; gate++) {
                rowBlock.activate(activationOf(gate), step, gate, 5, I + gate);
            }
            float[] c = rowBlock.array(RowBlock.C);
            float[] phiC = rowBlock.array(PHI_C);
            System.arraycopy(c, 0, rowBlock.array(PREVIOUS_C), 0, rowBlock.size);
            rowBlock.multiply(rowBlock.array(F), c, c);
            rowBlock.addProduct(rowBlock.array(I), rowBlock.array(G), c);
            System.arraycopy(c, 0, phiC, 0, rowBlock.size);
            rowBlock.activate(activation, step, 4, 5, PHI_C);
            rowBlock.multiply(rowBlock.array(O), phiC, rowBlock.array(RowBlock.H));
            rowBlock.saveStep(CACHED, run.stepCache, step);
        }

        @Override
        public void backward(RowBlock rowBlock, int step) {
            rowBlock.loadStep(CACHED, run.stepCache, step);
            float[] dh = rowBlock.array(RowBlock.H);
            float[] dc = rowBlock.array(RowBlock.C);
            float[] t = rowBlock.array(RowBlock.SCRATCH);
            rowBlock.multiply(dh, rowBlock.array(O), t);
            rowBlock.multiplyByDerivative(activation, step, 4, 5, rowBlock.array(PHI_C), t);
            rowBlock.add(dc, t);
            rowBlock.multiply(dc, rowBlock.array(G), rowBlock.array(RowBlock.DZ));
            rowBlock.multiply(dc, rowBlock.array(PREVIOUS_C), rowBlock.array(RowBlock.DZ + 1));
            rowBlock.multiply(dc, rowBlock.array(I), rowBlock.array(RowBlock.DZ + 2));
            rowBlock.multiply(dh, rowBlock.array(PHI_C), rowBlock.array(RowBlock.DZ + 3));
            rowBlock.multiply(dc, rowBlock.array(F), dc);
            for (int gate = 0; gate < 4; gate++) {
                rowBlock.multiplyByDerivative(
                        activationOf(gate),
                        step,
                        gate,
                        5,
                        rowBlock.array(I + gate),
                        rowBlock.array(RowBlock.DZ + gate));
            }
            rowBlock.clear(RowBlock.H);
            GateProjection.backward(projections, rowBlock, step, dh);
        }

        @Override
        public List<GateProjection> projections() {
            return projections;
        }
    }
}
