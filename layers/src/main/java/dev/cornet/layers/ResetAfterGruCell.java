package dev.cornet.layers;

import java.util.ArrayList;
import java.util.List;

/** The step of a {@link GRU} whose reset gate r is applied after the product with U: g = φ(xg + r·hg) with hg = h·U + b'. */
final class ResetAfterGruCell extends BaseGruCell {
    /** The number of cached arrays: z, r, g, hg and h before the step. */
    static final int CACHED = 5;

    private static final int HG = G + 1;
    private static final int DHG = DG + 1;

    private final List<GateProjection> xProjections;
    private final List<GateProjection> hProjections;

    ResetAfterGruCell(GRU layer, RecurrentRun run) {
        super(layer, run);
        this.xProjections = run.projections(2, 2, 1, true, false);
        this.hProjections = run.projections(3, 2, 1, false, true);
    }

    @Override
    void candidate(RowBlock rowBlock, int step) {
        GateProjection.forward(xProjections, rowBlock, step, rowBlock.array(RowBlock.H));
        GateProjection.forward(hProjections, rowBlock, step, rowBlock.array(RowBlock.H));
        rowBlock.addProduct(rowBlock.array(R), rowBlock.array(HG), rowBlock.array(G));
    }

    @Override
    void candidateBackward(RowBlock rowBlock, int step, float[] dh) {
        rowBlock.multiply(rowBlock.array(DG), rowBlock.array(HG), rowBlock.array(DR));
        rowBlock.multiply(rowBlock.array(DG), rowBlock.array(R), rowBlock.array(DHG));
        GateProjection.backward(xProjections, rowBlock, step, dh);
        GateProjection.backward(hProjections, rowBlock, step, dh);
    }

    @Override
    List<GateProjection> candidateProjections() {
        List<GateProjection> both = new ArrayList<>(xProjections);
        both.addAll(hProjections);
        return both;
    }
}
