package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One product of each step of a run: some blocks of z = (x h)·(W; U) + b, or x's or h's part of them alone, and the way back.
 *
 * <p>A row of x and one of h lie side by side, and so do W and U one above the other: a step is one product of all gates, and dW and dU
 * one over all steps. Where h is dropped every gate meets an x and an h of its own, as in Keras, and has a projection of its own.
 */
final class GateProjection {
    private static final int GRAIN = 1 << 14;

    private final RecurrentRun run;
    private final Backend backend;
    private final int units;
    private final int block;
    private final int gate;
    private final int gates;
    private final int in;
    private final int hidden;
    private final int depth;
    private final int width;
    private final @Nullable Tensor dropX;
    private final @Nullable Tensor dropH;
    private final Tensor rows;
    private final Tensor weights;
    private final Tensor[] biases;

    /**
     * @param block the first of the blocks of z that it gives
     * @param gate the first of the gates of W and U
     * @param gates how many
     * @param ofX whether x meets W in it
     * @param ofH whether h meets U
     */
    GateProjection(RecurrentRun run, int block, int gate, int gates, boolean ofX, boolean ofH) {
        this.run = run;
        this.backend = run.pass.backend();
        this.units = run.units;
        this.block = block;
        this.gate = gate;
        this.gates = gates;
        this.in = ofX ? run.features : 0;
        this.hidden = ofH ? units : 0;
        this.depth = in + hidden;
        this.width = gates * units;
        this.dropX = ofX ? run.inputDrop(gate) : null;
        this.dropH = ofH ? run.recurrentDrop(gate) : null;
        this.rows = run.perStep(depth);
        this.weights = run.pass.tensor(Shape.of(depth, width));
        copy(run.kernel, in, 0);
        copy(run.recurrentKernel, hidden, in);
        this.biases = new Tensor[run.bias == null ? 0 : gates];
        for (int g = 0; g < biases.length; g++) {
            biases[g] = bias(g, ofX, ofH);
        }
    }

    /** The gates' columns of the first {@code count} rows of a weight, into the rows from {@code to} on. */
    private void copy(Variable weight, int count, int to) {
        Tensor w = weight.value();
        WorkerPool.shared().range(count, Math.max(1, GRAIN / width), (first, end) -> {
            for (int i = first; i < end; i++) {
                int from = w.offset() + i * w.shape().last() + gate * units;
                System.arraycopy(w.data(), from, weights.data(), (to + i) * width, width);
            }
        });
    }

    /** b of one gate for each row of a lane: x's, and h's where it has one. */
    private Tensor bias(int g, boolean ofX, boolean ofH) {
        Tensor b = Objects.requireNonNull(run.bias).value();
        float[] sum = new float[units];
        for (int part = 0; part < b.size() / b.shape().last(); part++) {
            for (int j = 0; j < units && (part == 0 ? ofX : ofH); j++) {
                sum[j] += b.data()[b.offset() + part * b.shape().last() + (gate + g) * units + j];
            }
        }
        Tensor repeated = run.pass.tensor(Shape.of(RecurrentRun.LONGEST_LANE, units));
        for (int r = 0; r < RecurrentRun.LONGEST_LANE; r++) {
            System.arraycopy(sum, 0, repeated.data(), r * units, units);
        }
        return repeated;
    }

    // ---- forward

    static void forward(List<GateProjection> all, RowBlock lane, int step, float[] h) {
        for (int p = 0; p < all.size(); p++) { // without an iterator: once per step
            all.get(p).forward(lane, step, h);
        }
    }

    /** The blocks of z of a step, for this h. */
    void forward(RowBlock lane, int step, float[] h) {
        int first = lane.row(step);
        for (int r = 0; r < lane.rows; r++) {
            int to = (first + r) * depth;
            if (in > 0) {
                System.arraycopy(run.x.data(), run.xAt(lane.first + r, step), rows.data(), to, in);
                scale(rows.data(), to, dropX, (lane.first + r) * in, in);
            }
            if (hidden > 0) {
                System.arraycopy(h, r * units, rows.data(), to + in, units);
                scale(rows.data(), to + in, dropH, (lane.first + r) * units, units);
            }
        }
        float[] z = lane.wide(width);
        float[] w = weights.data();
        int at = first * depth;
        backend.gemm(
                false,
                false,
                lane.rows,
                width,
                depth,
                1,
                rows.data(),
                at,
                Math.max(1, depth),
                w,
                0,
                width,
                0,
                z,
                0,
                width);
        for (int g = 0; g < gates; g++) {
            float[] a = lane.work(RowBlock.Z + block + g);
            lane.take(z, width, g * units, a);
            if (biases.length > 0) {
                lane.add(a, biases[g].data());
            }
        }
    }

    private static void scale(float[] values, int at, @Nullable Tensor factors, int factorsAt, int n) {
        for (int i = 0; factors != null && i < n; i++) {
            values[at + i] *= factors.data()[factorsAt + i];
        }
    }

    // ---- back

    static void backward(List<GateProjection> all, RowBlock lane, int step, float[] dh) {
        for (int p = 0; p < all.size(); p++) {
            all.get(p).backward(lane, step, dh);
        }
    }

    /** From the gradients of the blocks of z: adds those of h to dh, and that of x to dx where it is wanted. */
    void backward(RowBlock lane, int step, float[] dh) {
        float[] dz = run.saved.data();
        int ld = run.savedWidth();
        int at = lane.row(step) * ld + block * units;
        for (int g = 0; g < gates; g++) {
            float[] d = lane.work(RowBlock.DZ + block + g);
            run.forget(lane, step, d);
            lane.put(d, dz, at + g * units, ld);
            lane.add(lane.work(RowBlock.SUM + block + g), d);
        }
        float[] w = weights.data();
        if (hidden > 0) {
            float[] t = lane.work(RowBlock.PRODUCT);
            int u = in * width;
            backend.gemm(false, true, lane.rows, units, width, 1, dz, at, ld, w, u, width, 0, t, 0, units);
            scale(t, 0, dropH, lane.first * units, lane.size);
            lane.add(dh, t);
        }
        Tensor dx = run.dx;
        if (in > 0 && dx != null) {
            float[] t = lane.wide(in);
            backend.gemm(false, true, lane.rows, in, width, 1, dz, at, ld, w, 0, width, 0, t, 0, in);
            scale(t, 0, dropX, lane.first * in, lane.rows * in);
            for (int r = 0; r < lane.rows; r++) {
                add(t, r * in, dx.data(), run.dxAt(lane.first + r, step), in);
            }
        }
    }

    private static void add(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += x[xAt + i];
        }
    }

    /** The sum that becomes dW and dU, to be told of all steps between the way back and {@link #addGradients}. */
    WeightGradientAccumulator sums(int lanes) {
        return new WeightGradientAccumulator(run.pass, rows, run.saved, block * units, width, lanes);
    }

    /**
     * Adds to dW, dU and db.
     *
     * @param sum of {@link #sums}, null where neither dW nor dU is wanted
     * @param sums the gradients of all blocks of z, summed over the steps and rows
     */
    void addGradients(Gradients grads, @Nullable WeightGradientAccumulator sum, float[] sums) {
        if (sum != null) {
            float[] dw = sum.sum();
            add(dw, 0, in, run.kernel, grads);
            add(dw, in, hidden, run.recurrentKernel, grads);
        }
        Variable bias = run.bias;
        if (bias != null && grads.requires(bias)) {
            Tensor db = grads.accumulator(bias);
            int all = db.shape().last();
            for (int part = 0; part < db.size() / all; part++) {
                if ((part == 0 ? in : hidden) > 0) {
                    add(sums, block * units, db.data(), db.offset() + part * all + gate * units, width);
                }
            }
        }
    }

    /** Adds the rows {@code from … from + count − 1} of dw to the gates' columns of a weight's gradient. */
    private void add(float[] dw, int from, int count, Variable weight, Gradients grads) {
        if (!grads.requires(weight)) {
            return;
        }
        Tensor sum = grads.accumulator(weight);
        for (int i = 0; i < count; i++) {
            int to = sum.offset() + i * sum.shape().last() + gate * units;
            add(dw, (from + i) * width, sum.data(), to, width);
        }
    }
}
