package dev.cornet.layers;

import java.util.List;

/** The steps of a {@link GRU} whose r multiplies h before the product with U: g = φ(xg + (r·h)·U). */
final class ResetBefore extends GRUCell {
    /** z, r, g and h before the step. */
    static final int SAVED = 4;

    private static final int H_BEFORE = G + 1;

    private final List<Projection> further;

    ResetBefore(GRU layer, Recurrence run) {
        super(layer, run);
        this.further = run.projections(2, 2, 1, true, true);
    }

    @Override
    void candidate(Lane lane, int step) {
        float[] rh = lane.work(Lane.OWN);
        lane.multiply(lane.work(R), lane.work(Lane.H), rh);
        Projection.forward(further, lane, step, rh);
    }

    @Override
    void candidateBack(Lane lane, int step, float[] dh) {
        float[] drh = lane.work(Lane.OWN);
        lane.clear(Lane.OWN);
        Projection.backward(further, lane, step, drh);
        lane.multiply(drh, lane.work(H_BEFORE), lane.work(DR));
        lane.addProduct(drh, lane.work(R), dh);
    }

    @Override
    List<Projection> further() {
        return further;
    }
}
