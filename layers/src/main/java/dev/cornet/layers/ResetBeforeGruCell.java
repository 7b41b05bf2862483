package dev.cornet.layers;

import java.util.List;

/** The step of a {@link GRU} whose reset gate r is applied before the product with U: g = φ(xg + (r·h)·U). */
final class ResetBeforeGruCell extends BaseGruCell {
    /** The number of cached arrays: z, r, g and h before the step. */
    static final int CACHED = 4;

    private static final int PREVIOUS_H = G + 1;

    private final List<GateProjection> projections;

    ResetBeforeGruCell(GRU layer, RecurrentRun run) {
        super(layer, run);
        this.projections = run.projections(2, 2, 1, true, true);
    }

    @Override
    void candidate(RowBlock rowBlock, int step) {
        float[] rh = rowBlock.array(RowBlock.SCRATCH);
        rowBlock.multiply(rowBlock.array(R), rowBlock.array(RowBlock.H), rh);
        GateProjection.forward(projections, rowBlock, step, rh);
    }

    @Override
    void candidateBackward(RowBlock rowBlock, int step, float[] dh) {
        float[] drh = rowBlock.array(RowBlock.SCRATCH);
        rowBlock.clear(RowBlock.SCRATCH);
        GateProjection.backward(projections, rowBlock, step, drh);
        rowBlock.multiply(drh, rowBlock.array(PREVIOUS_H), rowBlock.array(DR));
        rowBlock.addProduct(drh, rowBlock.array(R), dh);
    }

    @Override
    List<GateProjection> candidateProjections() {
        return projections;
    }
}
