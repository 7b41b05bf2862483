package dev.cornet.layers;

import dev.cornet.nn.ActivationFunction;
import java.util.ArrayList;
import java.util.List;

/** The formulas of one step of a {@link GRU}. Subclasses differ in where the reset gate r is applied. */
abstract class BaseGruCell implements GatedCell {
    // ---- indices of the row block's arrays: update gate z, reset gate r, candidate g, gradients of r and g

    static final int Z = RowBlock.Z;

    static final int R = Z + 1;
    static final int G = Z + 2;
    static final int DR = RowBlock.DZ + 1;
    static final int DG = RowBlock.DZ + 2;

    final RecurrentRun run;
    private final ActivationFunction activation;
    private final ActivationFunction recurrentActivation;
    private final List<GateProjection> gates;
    private final int cachedCount;

    BaseGruCell(GRU layer, RecurrentRun run) {
        this.run = run;
        this.activation = layer.activation;
        this.recurrentActivation = layer.recurrentActivation();
        this.gates = run.projections(0, 0, 2, true, true);
        this.cachedCount = layer.cachedCount();
    }

    /** Computes the pre-activation of the candidate g from x, h and r. */
    abstract void candidate(RowBlock rowBlock, int step);

    /** Given the gradient of the candidate's pre-activation, computes dr and adds to dh. */
    abstract void candidateBackward(RowBlock rowBlock, int step, float[] dh);

    /** The matrix products of {@link #candidate}. */
    abstract List<GateProjection> candidateProjections();

    /** The index of the array with h before the step, the last of the cached arrays. */
    private int previousH() {
        return Z + cachedCount - 1;
    }

    @Override
    public final void forward(RowBlock rowBlock, int step) {
        float[] h = rowBlock.array(RowBlock.H);
        System.arraycopy(h, 0, rowBlock.array(previousH()), 0, rowBlock.size);
        GateProjection.forward(gates, rowBlock, step, h);
        rowBlock.activate(recurrentActivation, step, 0, 3, Z);
        rowBlock.activate(recurrentActivation, step, 1, 3, R);
        candidate(rowBlock, step);
        rowBlock.activate(activation, step, 2, 3, G);
        rowBlock.interpolate(rowBlock.array(Z), h, rowBlock.array(G));
        rowBlock.saveStep(cachedCount, run.stepCache, step);
    }

    @Override
    public final void backward(RowBlock rowBlock, int step) {
        rowBlock.loadStep(cachedCount, run.stepCache, step);
        float[] dh = rowBlock.array(RowBlock.H);
        rowBlock.interpolateBackward(
                dh,
                rowBlock.array(Z),
                rowBlock.array(previousH()),
                rowBlock.array(G),
                rowBlock.array(RowBlock.DZ),
                rowBlock.array(DG));
        rowBlock.multiplyByDerivative(activation, step, 2, 3, rowBlock.array(G), rowBlock.array(DG));
        candidateBackward(rowBlock, step, dh);
        rowBlock.multiplyByDerivative(recurrentActivation, step, 0, 3, rowBlock.array(Z), rowBlock.array(RowBlock.DZ));
        rowBlock.multiplyByDerivative(recurrentActivation, step, 1, 3, rowBlock.array(R), rowBlock.array(DR));
        GateProjection.backward(gates, rowBlock, step, dh);
    }

    @Override
    public final List<GateProjection> projections() {
        List<GateProjection> all = new ArrayList<>(gates);
        all.addAll(candidateProjections());
        return all;
    }
}
