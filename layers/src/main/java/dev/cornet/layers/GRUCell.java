package dev.cornet.layers;

import dev.cornet.nn.ActivationFunction;
import java.util.ArrayList;
import java.util.List;

/** The steps of a {@link GRU}; where r comes in, its two forms differ. */
abstract class GRUCell implements RecurrentCell {
    /** z, r and g of a step. */
    static final int Z = RowBlock.Z;

    static final int R = Z + 1;
    static final int G = Z + 2;
    static final int DR = RowBlock.DZ + 1;
    static final int DG = RowBlock.DZ + 2;

    final RecurrentRun run;
    private final ActivationFunction activation;
    private final ActivationFunction recurrentActivation;
    private final List<GateProjection> gates;
    private final int saved;

    GRUCell(GRU layer, RecurrentRun run) {
        this.run = run;
        this.activation = layer.activation;
        this.recurrentActivation = layer.recurrentActivation();
        this.gates = run.projections(0, 0, 2, true, true);
        this.saved = layer.saved();
    }

    /** g before φ, from x, h and r. */
    abstract void candidate(RowBlock lane, int step);

    /** From dg before φ: dr, and what of it goes to h, added to dh. */
    abstract void candidateBack(RowBlock lane, int step, float[] dh);

    /** The products of {@link #candidate}. */
    abstract List<GateProjection> further();

    /** Where h before the step is saved: the last of what is. */
    private int before() {
        return Z + saved - 1;
    }

    @Override
    public final void forward(RowBlock lane, int step) {
        float[] h = lane.work(RowBlock.H);
        System.arraycopy(h, 0, lane.work(before()), 0, lane.size);
        GateProjection.forward(gates, lane, step, h);
        lane.activate(recurrentActivation, step, 0, 3, lane.work(Z));
        lane.activate(recurrentActivation, step, 1, 3, lane.work(R));
        candidate(lane, step);
        lane.activate(activation, step, 2, 3, lane.work(G));
        lane.mix(lane.work(Z), h, lane.work(G));
        lane.save(saved, run.saved, step);
    }

    @Override
    public final void backward(RowBlock lane, int step) {
        lane.load(saved, run.saved, step);
        float[] dh = lane.work(RowBlock.H);
        lane.mixBack(dh, lane.work(Z), lane.work(before()), lane.work(G), lane.work(RowBlock.DZ), lane.work(DG));
        lane.back(activation, step, 2, 3, lane.work(G), lane.work(DG));
        candidateBack(lane, step, dh);
        lane.back(recurrentActivation, step, 0, 3, lane.work(Z), lane.work(RowBlock.DZ));
        lane.back(recurrentActivation, step, 1, 3, lane.work(R), lane.work(DR));
        GateProjection.backward(gates, lane, step, dh);
    }

    @Override
    public final List<GateProjection> projections() {
        List<GateProjection> all = new ArrayList<>(gates);
        all.addAll(further());
        return all;
    }
}
