package dev.cornet.layers;

import dev.cornet.layer.Gradients;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** The steps of a {@link GRU} whose r multiplies h·U + b'. */
final class ResetAfter extends GRUCell {
    /** Work arrays and, in this order, what a step saves: z, r, g, the part hh of h·U + b', and h before the step. */
    private static final int Z = Lane.OWN + 1;

    private static final int R = Z + 1;
    private static final int G = Z + 2;
    private static final int HH = Z + 3;
    private static final int H_BEFORE = Z + 4;
    private static final int SAVED = 5;
    private static final int DZ = Z + 5;
    private static final int DR = Z + 6;
    private static final int DG = Z + 7;

    private final Tensor inner;
    private final Tensor saved;

    ResetAfter(GRU layer, Recurrence run) {
        super(layer, run);
        this.inner = run.perStep(width);
        this.saved = run.perStep(SAVED * units);
    }

    @Override
    public void forward(Lane lane, int step) {
        int row = lane.row(step);
        float[] x = run.z.data();
        float[] hu = inner.data();
        for (int r = 0; r < lane.rows; r++) {
            if (bias == null) {
                Arrays.fill(hu, (row + r) * width, (row + r + 1) * width, 0f);
            } else {
                Tensor b = bias.value();
                System.arraycopy(b.data(), b.offset() + width, hu, (row + r) * width, width);
            }
        }
        float[] before = run.before.data();
        run.product(false, lane.rows, width, units, before, row * units, units, u, 0, 1, hu, row * width, width);
        for (int gate = 0; gate < 2; gate++) {
            lane.take(x, row * width, width, gate, lane.work(Z + gate));
            lane.take(hu, row * width, width, gate, lane.work(Lane.OWN));
            lane.add(lane.work(Z + gate), lane.work(Lane.OWN));
            lane.activate(recurrentActivation, step, gate, 3, lane.work(Z + gate));
        }
        float[] h = lane.work(Lane.H);
        float[] g = lane.work(G);
        lane.take(hu, row * width, width, 2, lane.work(HH));
        lane.take(x, row * width, width, 2, g);
        lane.addProduct(lane.work(R), lane.work(HH), g);
        lane.activate(activation, step, 2, 3, g);
        System.arraycopy(h, 0, lane.work(H_BEFORE), 0, lane.size);
        lane.mix(lane.work(Z), h, g);
        lane.save(Z, SAVED, saved, row);
    }

    @Override
    public void backward(Lane lane, int step) {
        int row = lane.row(step);
        lane.load(Z, SAVED, saved, row);
        float[] dh = lane.work(Lane.H);
        float[] dz = lane.work(DZ);
        float[] dr = lane.work(DR);
        float[] dg = lane.work(DG);
        lane.mixBack(dh, lane.work(Z), lane.work(H_BEFORE), lane.work(G), dz, dg);
        lane.back(activation, step, 2, 3, lane.work(G), dg);
        lane.multiply(dg, lane.work(HH), dr);
        lane.back(recurrentActivation, step, 0, 3, lane.work(Z), dz);
        lane.back(recurrentActivation, step, 1, 3, lane.work(R), dr);
        float[] x = run.z.data();
        float[] hu = inner.data();
        for (int gate = 0; gate < 3; gate++) {
            lane.put(lane.work(DZ + gate), x, row * width, width, gate);
        }
        lane.multiply(dg, lane.work(R), dg);
        for (int gate = 0; gate < 3; gate++) {
            lane.put(lane.work(DZ + gate), hu, row * width, width, gate);
        }
        float[] t = lane.work(Lane.OWN);
        run.product(true, lane.rows, units, width, hu, row * width, width, u, 0, 0, t, 0, units);
        run.dropBack(lane, t);
        lane.add(dh, t);
    }

    @Override
    public void skip(int row) {
        run.skip(row);
        Arrays.fill(inner.data(), row * width, (row + 1) * width, 0f);
    }

    @Override
    public void addGradients(Gradients grads) {
        if (grads.wants(u)) {
            LongSums.add(run, run.before, inner, grads.of(u));
        }
        if (bias != null && grads.wants(bias)) {
            run.addSumRows(run.z, width, grads.of(bias), 0);
            run.addSumRows(inner, width, grads.of(bias), width);
        }
    }
}
