package dev.cornet.layers;

import java.util.List;

/** The steps of a {@link GRU} whose r multiplies h before the product with U: g = φ(xg + (r·h)·U). */
final class ResetBeforeGruCell extends GRUCell {
    /** z, r, g and h before the step. */
    static final int SAVED = 4;

    private static final int H_BEFORE = G + 1;

    private final List<GateProjection> further;

    ResetBeforeGruCell(GRU layer, RecurrentRun run) {
        super(layer, run);
        this.further = run.projections(2, 2, 1, true, true);
    }

    @Override
    void candidate(RowBlock lane, int step) {
        float[] rh = lane.work(RowBlock.OWN);
        lane.multiply(lane.work(R), lane.work(RowBlock.H), rh);
        GateProjection.forward(further, lane, step, rh);
    }

    @Override
    void candidateBack(RowBlock lane, int step, float[] dh) {
        float[] drh = lane.work(RowBlock.OWN);
        lane.clear(RowBlock.OWN);
        GateProjection.backward(further, lane, step, drh);
        lane.multiply(drh, lane.work(H_BEFORE), lane.work(DR));
        lane.addProduct(drh, lane.work(R), dh);
    }

    @Override
    List<GateProjection> further() {
        return further;
    }
}
