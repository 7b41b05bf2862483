package dev.cornet.layers;

import dev.cornet.layer.Gradients;
import dev.cornet.tensor.Tensor;

/** The steps of a {@link GRU} whose r multiplies h before the product with U. */
final class ResetBefore extends GRUCell {
    /** Work arrays and, in this order, what a step saves: z, r, g, and h before the step. */
    private static final int Z = Lane.OWN + 1;

    private static final int R = Z + 1;
    private static final int G = Z + 2;
    private static final int H_BEFORE = Z + 3;
    private static final int SAVED = 4;
    private static final int DZ = Z + 4;
    private static final int DR = Z + 5;
    private static final int DG = Z + 6;
    private static final int DRH = Z + 7;

    private final Tensor rh;
    private final Tensor saved;

    ResetBefore(GRU layer, Recurrence run) {
        super(layer, run);
        this.rh = run.perStep(units);
        this.saved = run.perStep(SAVED * units);
    }

    @Override
    public void forward(Lane lane, int step) {
        int row = lane.row(step);
        int n = lane.rows;
        float[] x = run.z.data();
        float[] before = run.before.data();
        run.product(false, n, 2 * units, units, before, row * units, units, u, 0, 1, x, row * width, width);
        for (int gate = 0; gate < 2; gate++) {
            lane.take(x, row * width, width, gate, lane.work(Z + gate));
            lane.activate(recurrentActivation, step, gate, 3, lane.work(Z + gate));
        }
        float[] t = lane.work(Lane.OWN);
        System.arraycopy(before, row * units, t, 0, lane.size);
        lane.multiply(lane.work(R), t, t);
        System.arraycopy(t, 0, rh.data(), row * units, lane.size);
        int h2 = 2 * units;
        run.product(false, n, units, units, rh.data(), row * units, units, u, h2, 1, x, row * width + h2, width);
        float[] h = lane.work(Lane.H);
        float[] g = lane.work(G);
        lane.take(x, row * width, width, 2, g);
        lane.activate(activation, step, 2, 3, g);
        System.arraycopy(h, 0, lane.work(H_BEFORE), 0, lane.size);
        lane.mix(lane.work(Z), h, g);
        lane.save(Z, SAVED, saved, row);
    }

    @Override
    public void backward(Lane lane, int step) {
        int row = lane.row(step);
        int n = lane.rows;
        lane.load(Z, SAVED, saved, row);
        float[] x = run.z.data();
        float[] dh = lane.work(Lane.H);
        float[] dr = lane.work(DR);
        float[] dg = lane.work(DG);
        float[] drh = lane.work(DRH);
        float[] t = lane.work(Lane.OWN);
        lane.mixBack(dh, lane.work(Z), lane.work(H_BEFORE), lane.work(G), lane.work(DZ), dg);
        lane.back(activation, step, 2, 3, lane.work(G), dg);
        lane.back(recurrentActivation, step, 0, 3, lane.work(Z), lane.work(DZ));
        run.product(true, n, units, units, dg, 0, units, u, 2 * units, 0, drh, 0, units);
        System.arraycopy(run.before.data(), row * units, t, 0, lane.size);
        lane.multiply(drh, t, dr);
        lane.back(recurrentActivation, step, 1, 3, lane.work(R), dr);
        for (int gate = 0; gate < 3; gate++) {
            lane.put(lane.work(DZ + gate), x, row * width, width, gate);
        }
        run.product(true, n, units, 2 * units, x, row * width, width, u, 0, 0, t, 0, units);
        lane.addProduct(drh, lane.work(R), t);
        run.dropBack(lane, t);
        lane.add(dh, t);
    }

    @Override
    public void skip(int row) {
        run.skip(row);
    }

    @Override
    public void addGradients(Gradients grads) {
        if (grads.wants(u)) {
            float[] x = run.z.data();
            Tensor du = grads.of(u);
            float[] to = du.data();
            int at = du.offset();
            int n = run.count();
            float[] before = run.before.data();
            var backend = run.backend;
            int h2 = 2 * units;
            backend.gemm(true, false, units, h2, n, 1, before, 0, units, x, 0, width, 1, to, at, width);
            backend.gemm(true, false, units, units, n, 1, rh.data(), 0, units, x, h2, width, 1, to, at + h2, width);
        }
        if (bias != null && grads.wants(bias)) {
            run.addSumRows(run.z, width, grads.of(bias), 0);
        }
    }
}
