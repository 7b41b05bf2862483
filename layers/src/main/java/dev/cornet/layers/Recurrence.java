package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Pool;
import dev.cornet.layer.Gradients;
import dev.cornet.layer.Pass;
import dev.cornet.layer.Variable;
import dev.cornet.random.Noise;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of a recurrent layer over a batch, forward and back.
 *
 * <p>The rows are cut into lanes, by their number alone, that walk through the steps beside each other. What belongs to a step of a lane
 * lies together: value (lane, step, row) of (rows·steps, …). So x·W of all steps is one product, as are dW, dU and dx, and a step is one
 * product with U, which stays in the core's cache.
 */
final class Recurrence {
    private static final int LANES_WANTED = 4;
    private static final int LONGEST_LANE = 8;

    final Pass pass;
    final Backend backend;
    final int units;
    final int width;
    /** x·W + b of each step, then its gradient: (rows·steps, width) */
    final Tensor z;
    /** h before each step, as it meets U: (rows·steps, units) */
    final Tensor before;

    private final Recurrent<?> layer;
    private final List<Tensor> inputs;
    private final int rows;
    private final int steps;
    private final int features;
    private final Tensor x;
    private final @Nullable Tensor mask;
    private final @Nullable Tensor inputDrop;
    private final @Nullable Tensor recurrentDrop;
    private final Variable kernel;
    private final Lane[] lanes;
    private final Cell cell;

    Recurrence(Recurrent<?> layer, List<Tensor> inputs, Pass pass) {
        Shape in = inputs.get(0).shape();
        this.layer = layer;
        this.inputs = inputs;
        this.pass = pass;
        this.backend = pass.backend();
        this.rows = in.dim(0);
        this.steps = in.dim(1);
        this.features = in.dim(2);
        this.units = layer.units;
        this.width = layer.gates() * units;
        this.mask = pass.mask();
        this.kernel = Objects.requireNonNull(layer.kernel, "built");
        this.inputDrop = dropped(layer.dropout, features, 0);
        this.recurrentDrop = dropped(layer.recurrentDropout, units, 1);
        this.x = perStep(features);
        this.z = perStep(width);
        this.before = perStep(units);
        int shared = Pool.inside() ? rows : (rows + LANES_WANTED - 1) / LANES_WANTED; // a slice has one core
        int length = Math.max(1, Math.min(LONGEST_LANE, shared));
        this.lanes = new Lane[(rows + length - 1) / length];
        for (int l = 0; l < lanes.length; l++) {
            lanes[l] = new Lane(l * length, Math.min(length, rows - l * length), units, steps, backend);
        }
        this.cell = layer.cell(this);
    }

    /** Room for {@code width} values of each step of each row. */
    Tensor perStep(int width) {
        return pass.tensor(Shape.of(rows * steps, width));
    }

    /** What values of a row are multiplied by, 0 or 1/(1 − rate); null where nothing is dropped. */
    private @Nullable Tensor dropped(double rate, int width, int branch) {
        if (!pass.training() || rate == 0) {
            return null;
        }
        Noise noise = layer.seed == null ? pass.noise() : pass.noise().fork(layer.seed);
        Tensor drop = pass.tensor(Shape.of(rows, width));
        Dropout.fill(drop, noise.fork(branch), pass.firstRow() * width, rate);
        return drop;
    }

    /** The place in time of a step. */
    private int time(int step) {
        return layer.goBackwards ? steps - 1 - step : step;
    }

    // ---- forward

    List<Tensor> forward() {
        Pool.shared().run(lanes.length, l -> gather(lanes[l]));
        gemm(false, false, rows * steps, width, features, x, kernel.value(), 1, z);
        List<Tensor> ys = new ArrayList<>();
        ys.add(pass.tensor(layer.returnSequences ? Shape.of(rows, steps, units) : Shape.of(rows, units)));
        for (int s = 0; layer.returnState && s < layer.states(); s++) {
            ys.add(pass.tensor(Shape.of(rows, units)));
        }
        Pool.shared().run(lanes.length, l -> walk(lanes[l], ys));
        return ys;
    }

    /** x in the order of the steps, and b in the place of z. */
    private void gather(Lane lane) {
        Tensor given = inputs.get(0);
        Variable b = layer.bias;
        for (int s = 0; s < steps; s++) {
            for (int r = 0; r < lane.rows; r++) {
                int row = lane.row(s) + r;
                int from = given.offset() + ((lane.first + r) * steps + time(s)) * features;
                int to = row * features;
                System.arraycopy(given.data(), from, x.data(), to, features);
                if (inputDrop != null) {
                    scale(x.data(), to, inputDrop, (lane.first + r) * features, features);
                }
                if (b == null) {
                    Arrays.fill(z.data(), row * width, (row + 1) * width, 0f);
                } else {
                    System.arraycopy(b.value().data(), b.value().offset(), z.data(), row * width, width);
                }
            }
        }
    }

    private static void scale(float[] values, int at, Tensor factors, int factorsAt, int n) {
        for (int i = 0; i < n; i++) {
            values[at + i] *= factors.data()[factors.offset() + factorsAt + i];
        }
    }

    private void walk(Lane lane, List<Tensor> ys) {
        lane.enter();
        for (int s = 0; s < layer.states(); s++) {
            begin(lane, s);
        }
        boolean[] seen = new boolean[lane.rows];
        for (int s = 0; s < steps; s++) {
            if (mask != null) {
                keep(lane);
            }
            int at = lane.row(s) * units;
            System.arraycopy(lane.work(Lane.H), 0, before.data(), at, lane.size);
            if (recurrentDrop != null) {
                scale(before.data(), at, recurrentDrop, lane.first * units, lane.size);
            }
            cell.forward(lane, s);
            for (int r = 0; r < lane.rows; r++) {
                boolean counts = counts(lane, r, s);
                seen[r] |= counts;
                if (!counts) {
                    restore(lane, r);
                }
                write(lane, r, s, layer.zeroOutputForMask ? counts : seen[r], ys.get(0));
            }
        }
        for (int s = 1; s < ys.size(); s++) {
            System.arraycopy(lane.work(s - 1), 0, ys.get(s).data(), lane.first * units, lane.size);
        }
    }

    /** State {@code s} as given, or zeros. */
    private void begin(Lane lane, int s) {
        if (inputs.size() > 1) {
            Tensor given = inputs.get(1 + s);
            System.arraycopy(given.data(), given.offset() + lane.first * units, lane.work(s), 0, lane.size);
        } else {
            Arrays.fill(lane.work(s), 0, lane.size, 0f);
        }
    }

    private boolean counts(Lane lane, int r, int step) {
        return mask == null || mask.data()[mask.offset() + (lane.first + r) * steps + time(step)] != 0;
    }

    /** Remembers the states (or their gradients) before a step. */
    private void keep(Lane lane) {
        for (int s = 0; s < layer.states(); s++) {
            System.arraycopy(lane.work(s), 0, lane.work(Lane.OLD_H + s), 0, lane.size);
        }
    }

    /** Sets a row back to what {@link #keep} remembered. */
    private void restore(Lane lane, int r) {
        for (int s = 0; s < layer.states(); s++) {
            System.arraycopy(lane.work(Lane.OLD_H + s), r * units, lane.work(s), r * units, units);
        }
    }

    private boolean isOutput(int step) {
        return layer.returnSequences || step == steps - 1;
    }

    private int outputAt(Lane lane, int r, int step) {
        return (layer.returnSequences ? (lane.first + r) * steps + step : lane.first + r) * units;
    }

    private void write(Lane lane, int r, int step, boolean shown, Tensor y) {
        if (!isOutput(step)) {
            return;
        }
        int at = outputAt(lane, r, step);
        if (shown) {
            System.arraycopy(lane.work(Lane.H), r * units, y.data(), at, units);
        } else {
            Arrays.fill(y.data(), at, at + units, 0f);
        }
    }

    // ---- back

    List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
        List<Tensor> dstates = new ArrayList<>();
        for (int i = 1; i < inputs.size(); i++) {
            dstates.add(pass.tensor(inputs.get(i).shape()));
        }
        Pool.shared().run(lanes.length, l -> walkBack(lanes[l], dys, dstates));
        if (grads.wants(kernel)) {
            LongSums.add(this, x, z, grads.of(kernel));
        }
        cell.addGradients(grads);
        List<@Nullable Tensor> dxs = new ArrayList<>();
        dxs.add(grads.wantsInput() ? inputGradient() : null);
        dxs.addAll(dstates);
        return dxs;
    }

    private void walkBack(Lane lane, List<Tensor> dys, List<Tensor> dstates) {
        lane.enter();
        for (int s = 0; s < layer.states(); s++) {
            if (dys.size() > 1) {
                Tensor given = dys.get(1 + s);
                System.arraycopy(given.data(), given.offset() + lane.first * units, lane.work(s), 0, lane.size);
            } else {
                Arrays.fill(lane.work(s), 0, lane.size, 0f);
            }
        }
        int[] firstCounting = new int[lane.rows];
        for (int r = 0; r < lane.rows; r++) {
            while (firstCounting[r] < steps && !counts(lane, r, firstCounting[r])) {
                firstCounting[r]++;
            }
        }
        for (int s = steps - 1; s >= 0; s--) {
            if (isOutput(s)) {
                addOutputGradient(lane, s, firstCounting, dys.get(0));
            }
            if (mask != null) {
                keep(lane);
            }
            cell.backward(lane, s);
            for (int r = 0; mask != null && r < lane.rows; r++) {
                if (!counts(lane, r, s)) {
                    restore(lane, r);
                    cell.skip(lane.row(s) + r);
                }
            }
        }
        for (int s = 0; s < dstates.size(); s++) {
            System.arraycopy(lane.work(s), 0, dstates.get(s).data(), lane.first * units, lane.size);
        }
    }

    /** dh += dy where the output was h. */
    private void addOutputGradient(Lane lane, int step, int[] firstCounting, Tensor dy) {
        float[] rowsOfDy = lane.work(Lane.OWN);
        for (int r = 0; r < lane.rows; r++) {
            boolean shown = layer.zeroOutputForMask ? counts(lane, r, step) : step >= firstCounting[r];
            if (shown) {
                int at = dy.offset() + outputAt(lane, r, step);
                System.arraycopy(dy.data(), at, rowsOfDy, r * units, units);
            } else {
                Arrays.fill(rowsOfDy, r * units, (r + 1) * units, 0f);
            }
        }
        lane.add(lane.work(Lane.H), rowsOfDy);
    }

    /** Forgets the gradient of x·W + b of one row, whose step was masked. */
    void skip(int row) {
        Arrays.fill(z.data(), row * width, (row + 1) * width, 0f);
    }

    /** Adds the gradients of U and b where h·U is added to x·W + b. */
    void addGradients(Variable u, @Nullable Variable bias, Gradients grads) {
        if (grads.wants(u)) {
            LongSums.add(this, before, z, grads.of(u));
        }
        if (bias != null && grads.wants(bias)) {
            addSumRows(z, width, grads.of(bias), 0);
        }
    }

    /** Takes the recurrent dropout's way back. */
    void dropBack(Lane lane, float[] dh) {
        if (recurrentDrop != null) {
            scale(dh, 0, recurrentDrop, lane.first * units, lane.size);
        }
    }

    private Tensor inputGradient() {
        Tensor inOrder = perStep(features);
        gemm(false, true, rows * steps, features, width, z, kernel.value(), 0, inOrder);
        Tensor dx = pass.tensor(inputs.get(0).shape());
        Pool.shared().run(lanes.length, l -> scatter(lanes[l], inOrder, dx));
        return dx;
    }

    private void scatter(Lane lane, Tensor inOrder, Tensor dx) {
        for (int s = 0; s < steps; s++) {
            for (int r = 0; r < lane.rows; r++) {
                int from = (lane.row(s) + r) * features;
                int to = ((lane.first + r) * steps + time(s)) * features;
                if (inputDrop != null) {
                    scale(inOrder.data(), from, inputDrop, (lane.first + r) * features, features);
                }
                System.arraycopy(inOrder.data(), from, dx.data(), to, features);
            }
        }
    }

    // ---- products

    /** Σ of all rows of {@code dz}, added to {@code db}: a product with a row of ones. */
    void addSumRows(Tensor dz, int width, Tensor db, int dbAt) {
        Tensor ones = pass.tensor(Shape.of(rows * steps));
        Arrays.fill(ones.data(), 0, rows * steps, 1f);
        float[] sum = db.data();
        int at = db.offset() + dbAt;
        int n = rows * steps;
        backend.gemm(false, false, 1, width, n, 1, ones.data(), 0, n, dz.data(), 0, width, 1, sum, at, width);
    }

    /** c = a·op(U) + β·c for the columns of U from {@code uAt} on. */
    void product(
            boolean transposed,
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int lda,
            Variable u,
            int uAt,
            float beta,
            float[] c,
            int cAt,
            int ldc) {
        Tensor v = u.value();
        int ldb = u.shape().last();
        backend.gemm(false, transposed, m, n, k, 1, a, aAt, lda, v.data(), v.offset() + uAt, ldb, beta, c, cAt, ldc);
    }

    /** c = op(a)·op(b) + β·c for dense matrices. */
    void gemm(boolean ta, boolean tb, int m, int n, int k, Tensor a, Tensor b, float beta, Tensor c) {
        int lda = ta ? m : k;
        int ldb = tb ? k : n;
        float[] as = a.data();
        float[] bs = b.data();
        float[] cs = c.data();
        backend.gemm(ta, tb, m, n, k, 1, as, a.offset(), lda, bs, b.offset(), ldb, beta, cs, c.offset(), n);
    }

    /** The number of steps of all rows. */
    int count() {
        return rows * steps;
    }
}
