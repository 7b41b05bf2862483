package dev.cornet.layers;

import java.util.ArrayList;
import java.util.List;

/** The steps of a {@link GRU} whose r multiplies h·U + b': g = φ(xg + r·hg). */
final class ResetAfterGruCell extends GRUCell {
    /** z, r, g, hg and h before the step. */
    static final int SAVED = 5;

    private static final int HG = G + 1;
    private static final int DHG = DG + 1;

    private final List<GateProjection> ofX;
    private final List<GateProjection> ofH;

    ResetAfterGruCell(GRU layer, RecurrentRun run) {
        super(layer, run);
        this.ofX = run.projections(2, 2, 1, true, false);
        this.ofH = run.projections(3, 2, 1, false, true);
    }

    @Override
    void candidate(RowBlock lane, int step) {
        GateProjection.forward(ofX, lane, step, lane.work(RowBlock.H));
        GateProjection.forward(ofH, lane, step, lane.work(RowBlock.H));
        lane.addProduct(lane.work(R), lane.work(HG), lane.work(G));
    }

    @Override
    void candidateBack(RowBlock lane, int step, float[] dh) {
        lane.multiply(lane.work(DG), lane.work(HG), lane.work(DR));
        lane.multiply(lane.work(DG), lane.work(R), lane.work(DHG));
        GateProjection.backward(ofX, lane, step, dh);
        GateProjection.backward(ofH, lane, step, dh);
    }

    @Override
    List<GateProjection> further() {
        List<GateProjection> both = new ArrayList<>(ofX);
        both.addAll(ofH);
        return both;
    }
}
