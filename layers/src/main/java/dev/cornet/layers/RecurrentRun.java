package dev.cornet.layers;

import dev.cornet.activations.Relu;
import dev.cornet.activations.Tanh;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.random.RandomStream;
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
 * <p>The rows are cut into lanes, by their number alone, that walk through the steps beside each other, each in one thread: weights, states
 * and a step's values stay in the core's cache. What belongs to a step of a lane lies together: value (lane, step, row) of
 * (rows·steps, …).
 */
final class RecurrentRun {
    static final int LONGEST_LANE = 8;
    private static final int LANES_WANTED = 4;

    final Pass pass;
    final int units;
    final int features;
    /** x (batch, steps, features) */
    final Tensor x;
    /** What each step saves, then the gradient of its z: (rows·steps, …) */
    final Tensor saved;

    final Variable kernel;
    final Variable recurrentKernel;
    final @Nullable Variable bias;
    /** The gradient of x while the lanes walk back, where it is wanted. */
    @Nullable
    Tensor dx;

    private final BaseRNN<?> layer;
    private final List<Tensor> inputs;
    private final int rows;
    private final int steps;
    private final @Nullable Tensor mask;
    private final RowBlock[] lanes;
    private final RecurrentCell cell;

    RecurrentRun(BaseRNN<?> layer, List<Tensor> inputs, Pass pass) {
        this.layer = layer;
        this.inputs = inputs;
        this.pass = pass;
        this.x = inputs.get(0);
        this.rows = x.shape().dim(0);
        this.steps = x.shape().dim(1);
        this.features = x.shape().dim(2);
        this.units = layer.units;
        this.mask = pass.mask();
        this.kernel = layer.kernel();
        this.recurrentKernel = Objects.requireNonNull(layer.recurrentKernel, "built");
        this.bias = layer.bias();
        int shared = WorkerPool.inside() ? rows : (rows + LANES_WANTED - 1) / LANES_WANTED; // a slice has one core
        int length = Math.max(1, Math.min(LONGEST_LANE, shared));
        this.lanes = new RowBlock[(rows + length - 1) / length];
        boolean small = !(layer.activation instanceof Tanh || layer.activation instanceof Relu);
        for (int l = 0; l < lanes.length; l++) {
            int count = Math.min(length, rows - l * length);
            lanes[l] = new RowBlock(l * length, count, units, steps, pass.requiresBackward(), small, pass.backend());
        }
        this.saved = perStep(pass.requiresBackward() ? savedWidth() : 0);
        this.cell = layer.cell(this);
    }

    /** Room for {@code width} values of each step of each row; of one step only where nobody goes back. */
    Tensor perStep(int width) {
        return pass.tensor(Shape.of(pass.requiresBackward() ? rows * steps : rows, width));
    }

    /** The values of a row that a step saves. */
    int savedWidth() {
        return layer.saved() * units;
    }

    // ---- what is dropped

    /** One projection, or where h is dropped one for each gate, which then meets an x and an h of its own. */
    List<GateProjection> projections(int block, int gate, int gates, boolean ofX, boolean ofH) {
        List<GateProjection> all = new ArrayList<>();
        int together = dropsByGate() ? 1 : gates;
        for (int g = 0; g < gates; g += together) {
            all.add(new GateProjection(this, block + g, gate + g, together, ofX, ofH));
        }
        return all;
    }

    private boolean dropsByGate() {
        return pass.training() && layer.recurrentDropout > 0;
    }

    @Nullable
    Tensor inputDrop(int gate) {
        return dropped(layer.dropout, features, 2 * gate);
    }

    @Nullable
    Tensor recurrentDrop(int gate) {
        return dropped(layer.recurrentDropout, units, 2 * gate + 1);
    }

    /** What values of a row are multiplied by in all steps, 0 or 1/(1 − rate); null where nothing is dropped. */
    private @Nullable Tensor dropped(double rate, int width, int branch) {
        if (!pass.training() || rate == 0) {
            return null;
        }
        RandomStream noise = layer.seed == null ? pass.random() : pass.random().foldIn(layer.seed);
        Tensor drop = pass.tensor(Shape.of(rows, width));
        Dropout.fill(drop, noise.foldIn(branch), pass.firstRow() * width, rate);
        return drop;
    }

    // ---- places

    /** The place of a row's step in {@link #x}. */
    int xAt(int row, int step) {
        return x.offset() + dxAt(row, step);
    }

    /** The same in {@link #dx}. */
    int dxAt(int row, int step) {
        return (row * steps + time(step)) * features;
    }

    private int time(int step) {
        return layer.goBackwards ? steps - 1 - step : step;
    }

    private boolean isOutput(int step) {
        return layer.returnSequences || step == steps - 1;
    }

    private int outputAt(RowBlock lane, int r, int step) {
        return (layer.returnSequences ? (lane.first + r) * steps + step : lane.first + r) * units;
    }

    private boolean counts(RowBlock lane, int r, int step) {
        return mask == null || mask.data()[mask.offset() + (lane.first + r) * steps + time(step)] != 0;
    }

    // ---- forward

    /** Writes y and tells the last states. */
    List<Tensor> forward(Tensor y) {
        List<@Nullable Tensor> first = new ArrayList<>();
        List<Tensor> last = new ArrayList<>();
        for (int s = 0; s < layer.states(); s++) {
            first.add(inputs.size() > 1 ? inputs.get(1 + s) : layer.carried(s, rows));
            last.add(pass.tensor(Shape.of(rows, units)));
        }
        WorkerPool.shared().run(lanes.length, l -> walk(lanes[l], first, y, last));
        return last;
    }

    /** Room for y. */
    Tensor output() {
        return pass.tensor(layer.returnSequences ? Shape.of(rows, steps, units) : Shape.of(rows, units));
    }

    private void walk(RowBlock lane, List<@Nullable Tensor> first, Tensor y, List<Tensor> last) {
        lane.enter();
        for (int s = 0; s < layer.states(); s++) {
            begin(lane, s, first.get(s));
        }
        boolean[] seen = new boolean[lane.rows];
        for (int step = 0; step < steps; step++) {
            keep(lane);
            cell.forward(lane, step);
            restore(lane, step);
            for (int r = 0; r < lane.rows; r++) {
                boolean counts = counts(lane, r, step);
                seen[r] |= counts;
                if (isOutput(step)) {
                    boolean shown = layer.zeroOutputForMask ? counts : seen[r];
                    write(lane, r, shown, y.data(), outputAt(lane, r, step));
                }
            }
        }
        for (int s = 0; s < layer.states(); s++) {
            System.arraycopy(lane.work(s), 0, last.get(s).data(), lane.first * units, lane.size);
        }
    }

    /** A state, or its gradient, as given, or zeros. */
    private void begin(RowBlock lane, int state, @Nullable Tensor given) {
        if (given != null) {
            System.arraycopy(given.data(), given.offset() + lane.first * units, lane.work(state), 0, lane.size);
        } else {
            lane.clear(state);
        }
    }

    /** Remembers the states, or their gradients, where some rows may have to go back to them. */
    private void keep(RowBlock lane) {
        for (int s = 0; mask != null && s < layer.states(); s++) {
            System.arraycopy(lane.work(s), 0, lane.work(RowBlock.OLD_H + s), 0, lane.size);
        }
    }

    /** Sets the rows whose step is masked back to what {@link #keep} remembered. */
    private void restore(RowBlock lane, int step) {
        for (int r = 0; mask != null && r < lane.rows; r++) {
            for (int s = 0; !counts(lane, r, step) && s < layer.states(); s++) {
                System.arraycopy(lane.work(RowBlock.OLD_H + s), r * units, lane.work(s), r * units, units);
            }
        }
    }

    private void write(RowBlock lane, int r, boolean shown, float[] y, int at) {
        if (shown) {
            System.arraycopy(lane.work(RowBlock.H), r * units, y, at, units);
        } else {
            Arrays.fill(y, at, at + units, 0f);
        }
    }

    // ---- back

    List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
        dx = grads.requiresInput() ? pass.zeros(x.shape()) : null;
        List<@Nullable Tensor> dxs = new ArrayList<>();
        dxs.add(dx);
        for (Tensor state : inputs.subList(1, inputs.size())) {
            dxs.add(pass.tensor(state.shape()));
        }
        List<GateProjection> projections = cell.projections();
        boolean learns = grads.requires(kernel) || grads.requires(recurrentKernel);
        List<WeightGradientAccumulator> sums = new ArrayList<>();
        for (int p = 0; learns && p < projections.size(); p++) {
            sums.add(projections.get(p).sums(lanes.length));
        }
        Tensor dzs = pass.tensor(Shape.of(rows, layer.blocks() * units));
        int groups = Math.min(lanes.length, WeightGradientAccumulator.GROUPS);
        WorkerPool.shared().run(groups, g -> {
            sums.forEach(sum -> sum.begin(g));
            for (int l = g * lanes.length / groups; l < (g + 1) * lanes.length / groups; l++) {
                walkBack(lanes[l], dys, dxs, dzs, sums, g);
            }
        });
        float[] dz = sumRows(dzs);
        for (int p = 0; p < projections.size(); p++) {
            projections.get(p).addGradients(grads, learns ? sums.get(p) : null, dz);
        }
        return dxs;
    }

    private void walkBack(
            RowBlock lane,
            List<Tensor> dys,
            List<@Nullable Tensor> dxs,
            Tensor dzs,
            List<WeightGradientAccumulator> sums,
            int group) {
        lane.enter();
        for (int s = 0; s < layer.states(); s++) {
            begin(lane, s, dys.size() > 1 ? dys.get(1 + s) : null);
        }
        for (int b = 0; b < layer.blocks(); b++) {
            lane.clear(RowBlock.SUM + b);
        }
        int[] firstCounting = new int[lane.rows];
        for (int r = 0; r < lane.rows; r++) {
            while (firstCounting[r] < steps && !counts(lane, r, firstCounting[r])) {
                firstCounting[r]++;
            }
        }
        for (int step = steps - 1; step >= 0; step--) {
            if (isOutput(step)) {
                addOutputGradient(lane, step, firstCounting, dys.get(0));
            }
            keep(lane);
            cell.backward(lane, step);
            restore(lane, step);
            for (int p = 0; p < sums.size(); p++) {
                int together = sums.get(p).together(lane.rows);
                if (step % together == 0) {
                    int rowsNow = Math.min(together, steps - step) * lane.rows;
                    sums.get(p).add(group, lane.row(step), rowsNow);
                }
            }
        }
        for (int s = 1; s < dxs.size(); s++) {
            float[] dstate = Objects.requireNonNull(dxs.get(s)).data();
            System.arraycopy(lane.work(s - 1), 0, dstate, lane.first * units, lane.size);
        }
        for (int b = 0; b < layer.blocks(); b++) {
            int width = dzs.shape().last();
            lane.put(lane.work(RowBlock.SUM + b), dzs.data(), lane.first * width + b * units, width);
        }
    }

    /** dh += dy where the output was h. */
    private void addOutputGradient(RowBlock lane, int step, int[] firstCounting, Tensor dy) {
        float[] rowsOfDy = lane.work(RowBlock.OWN);
        for (int r = 0; r < lane.rows; r++) {
            boolean shown = layer.zeroOutputForMask ? counts(lane, r, step) : step >= firstCounting[r];
            if (shown) {
                int at = dy.offset() + outputAt(lane, r, step);
                System.arraycopy(dy.data(), at, rowsOfDy, r * units, units);
            } else {
                Arrays.fill(rowsOfDy, r * units, (r + 1) * units, 0f);
            }
        }
        lane.add(lane.work(RowBlock.H), rowsOfDy);
    }

    /** Clears the gradient of z in the rows whose step is masked. */
    void forget(RowBlock lane, int step, float[] dz) {
        for (int r = 0; mask != null && r < lane.rows; r++) {
            if (!counts(lane, r, step)) {
                Arrays.fill(dz, r * units, (r + 1) * units, 0f);
            }
        }
    }

    /** Σ of the rows: a product with a row of ones. */
    private float[] sumRows(Tensor a) {
        int n = a.shape().last();
        Tensor ones = pass.tensor(Shape.of(rows));
        Arrays.fill(ones.data(), 0, rows, 1f);
        float[] sum = pass.tensor(Shape.of(n)).data();
        pass.backend().gemm(false, false, 1, n, rows, 1, ones.data(), 0, rows, a.data(), 0, n, 0, sum, 0, n);
        return sum;
    }
}
