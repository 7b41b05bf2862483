package dev.cornet.layers;

import dev.cornet.activations.Relu;
import dev.cornet.activations.Tanh;
import dev.cornet.backend.Matrix;
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
 * One call of a recurrent layer on a batch: the loop over the time steps, and backpropagation through time.
 *
 * <p>The rows of the batch are divided into blocks of at most {@value #MAX_BLOCK_ROWS} rows. The division depends on the number of rows and
 * on whether the run is already inside a worker thread, not on the number of threads. Blocks run in parallel, each in one thread, so that
 * weights, states and the values of one step stay in the cache of one core. Values kept per step are laid out as (row block, step, row
 * within the block), in one tensor (rows·steps, …).
 */
final class RecurrentRun {
    static final int MAX_BLOCK_ROWS = 8;
    /** Small batches are divided into about this many blocks, so that several threads have work. */
    private static final int TARGET_BLOCKS = 4;

    final Pass pass;
    final int units;
    final int features;
    /** x (batch, steps, features) */
    final Tensor x;
    /**
     * What each step caches for the backward pass, (rows·steps, cachedCount·units). During the backward pass, dz of a step overwrites what
     * the step had cached.
     */
    final Tensor stepCache;

    final Variable kernel;
    final Variable recurrentKernel;
    final @Nullable Variable bias;
    /** The gradient of x, filled during the backward pass; null if it is not required. */
    @Nullable
    Tensor dx;

    private final GatedRNN<?> layer;
    private final List<@Nullable Tensor> initialStates;
    private final int rows;
    private final int steps;
    private final @Nullable Tensor mask;
    private final RowBlock[] rowBlocks;
    private final GatedCell cell;

    RecurrentRun(GatedRNN<?> layer, Tensor x, List<@Nullable Tensor> initialStates, Pass pass) {
        this.layer = layer;
        this.initialStates = initialStates;
        this.pass = pass;
        this.x = x;
        this.rows = x.shape().dim(0);
        this.steps = x.shape().dim(1);
        this.features = x.shape().dim(2);
        this.units = layer.units;
        this.mask = pass.mask();
        this.kernel = layer.kernel();
        this.recurrentKernel = Objects.requireNonNull(layer.recurrentKernel, "built");
        this.bias = layer.bias();
        // inside a worker thread all blocks run on this one core: no need to cut small batches
        int rowsPerThread = WorkerPool.isInsideTask() ? rows : (rows + TARGET_BLOCKS - 1) / TARGET_BLOCKS;
        int blockRows = Math.max(1, Math.min(MAX_BLOCK_ROWS, rowsPerThread));
        this.rowBlocks = new RowBlock[(rows + blockRows - 1) / blockRows];
        boolean preciseSigmoid = !(layer.activation instanceof Tanh || layer.activation instanceof Relu);
        for (int b = 0; b < rowBlocks.length; b++) {
            int count = Math.min(blockRows, rows - b * blockRows);
            rowBlocks[b] = new RowBlock(
                    b * blockRows, count, units, steps, pass.requiresBackward(), preciseSigmoid, pass.backend());
        }
        this.stepCache = stepTensor(pass.requiresBackward() ? cacheWidth() : 0);
        this.cell = layer.newCell(this);
    }

    /** A tensor with {@code width} values for each row and step; for each row only if no backward pass follows. */
    Tensor stepTensor(int width) {
        return pass.tensor(Shape.of(pass.requiresBackward() ? rows * steps : rows, width));
    }

    /** The number of values that a step caches for each row. */
    int cacheWidth() {
        return layer.cachedCount() * units;
    }

    /** The first rows of a tensor of {@link #stepTensor}, as many as the row blocks have except for the last. */
    Matrix rowsOfBlock(Matrix all) {
        return all.rows(0, rowBlocks.length == 0 ? 0 : rowBlocks[0].rows);
    }

    /** The first rows of a matrix of {@link #rowsOfBlock}, as many as the last row block has. */
    Matrix rowsOfLastBlock(Matrix block) {
        int count = rowBlocks.length == 0 ? 0 : rowBlocks[rowBlocks.length - 1].rows;
        return count == block.rows() ? block : block.rows(0, count);
    }

    // ---- dropout

    /**
     * The projections of {@code gates} gates: one for all, or, with recurrent dropout, one for each gate, because each gate then has its
     * own dropout masks.
     */
    List<GateProjection> projections(int firstZ, int firstGate, int gates, boolean usesX, boolean usesH) {
        List<GateProjection> all = new ArrayList<>();
        int gatesEach = usesMaskPerGate() ? 1 : gates;
        for (int g = 0; g < gates; g += gatesEach) {
            all.add(new GateProjection(this, firstZ + g, firstGate + g, gatesEach, usesX, usesH));
        }
        return all;
    }

    private boolean usesMaskPerGate() {
        return pass.training() && layer.recurrentDropout > 0;
    }

    @Nullable
    Tensor inputDropoutMask(int gate) {
        return dropoutMask(layer.dropout, features, 2 * gate);
    }

    @Nullable
    Tensor recurrentDropoutMask(int gate) {
        return dropoutMask(layer.recurrentDropout, units, 2 * gate + 1);
    }

    /** A dropout mask (batch, width) of values 0 and 1/(1 − rate), the same in all steps; null if nothing is dropped. */
    private @Nullable Tensor dropoutMask(double rate, int width, int branch) {
        if (!pass.training() || rate == 0) {
            return null;
        }
        RandomStream random = layer.seed == null ? pass.random() : pass.random().foldIn(layer.seed);
        Tensor dropout = pass.tensor(Shape.of(rows, width));
        Dropout.fillMask(dropout, random.foldIn(branch), pass.firstRow() * width, rate);
        return dropout;
    }

    // ---- indices

    /** The index of a row's features at {@code step} in the data of {@link #x}. */
    int xIndex(int row, int step) {
        return x.offset() + dxIndex(row, step);
    }

    /** The index of a row's features at {@code step} in the data of {@link #dx}. */
    int dxIndex(int row, int step) {
        return (row * steps + timeOf(step)) * features;
    }

    /** The index in x of step {@code step} of the loop, which begins with the last step of x if the layer goes backwards. */
    private int timeOf(int step) {
        return layer.goesBackwards() ? steps - 1 - step : step;
    }

    private boolean hasOutput(int step) {
        return layer.returnsSequences() || step == steps - 1;
    }

    private int outputIndex(RowBlock rowBlock, int r, int step) {
        return (layer.returnsSequences() ? (rowBlock.firstRow + r) * steps + step : rowBlock.firstRow + r) * units;
    }

    private boolean isUnmasked(RowBlock rowBlock, int r, int step) {
        return mask == null || mask.data()[mask.offset() + (rowBlock.firstRow + r) * steps + timeOf(step)] != 0;
    }

    // ---- forward

    /** Computes y and returns the last states, each (batch, units). */
    List<Tensor> forward(Tensor y) {
        List<Tensor> lastStates = new ArrayList<>();
        for (int s = 0; s < layer.stateCount(); s++) {
            lastStates.add(pass.tensor(Shape.of(rows, units)));
        }
        WorkerPool.shared().run(rowBlocks.length, b -> forwardRows(rowBlocks[b], y, lastStates));
        return lastStates;
    }

    /** A tensor for y. */
    Tensor output() {
        return pass.tensor(layer.returnsSequences() ? Shape.of(rows, steps, units) : Shape.of(rows, units));
    }

    private void forwardRows(RowBlock rowBlock, Tensor y, List<Tensor> lastStates) {
        rowBlock.bindArrays();
        for (int s = 0; s < layer.stateCount(); s++) {
            initState(rowBlock, s, initialStates.get(s));
        }
        boolean[] anyUnmasked = new boolean[rowBlock.rows];
        for (int step = 0; step < steps; step++) {
            savePrevious(rowBlock);
            cell.forward(rowBlock, step);
            restoreMasked(rowBlock, step);
            for (int r = 0; r < rowBlock.rows; r++) {
                boolean unmasked = isUnmasked(rowBlock, r, step);
                anyUnmasked[r] |= unmasked;
                if (hasOutput(step)) {
                    boolean outputsH = layer.zeroesOutputForMask() ? unmasked : anyUnmasked[r];
                    writeOutput(rowBlock, r, outputsH, y.data(), outputIndex(rowBlock, r, step));
                }
            }
        }
        for (int s = 0; s < layer.stateCount(); s++) {
            System.arraycopy(rowBlock.array(s), 0, lastStates.get(s).data(), rowBlock.firstRow * units, rowBlock.size);
        }
    }

    /** Sets a state, or the gradient of a state, to this block's rows of {@code initial}; to zeros if that is null. */
    private void initState(RowBlock rowBlock, int state, @Nullable Tensor initial) {
        if (initial != null) {
            int from = initial.offset() + rowBlock.firstRow * units;
            System.arraycopy(initial.data(), from, rowBlock.array(state), 0, rowBlock.size);
        } else {
            rowBlock.clear(state);
        }
    }

    /** If there is a mask, copies the states, or their gradients, for {@link #restoreMasked}. */
    private void savePrevious(RowBlock rowBlock) {
        for (int s = 0; mask != null && s < layer.stateCount(); s++) {
            System.arraycopy(rowBlock.array(s), 0, rowBlock.array(RowBlock.PREVIOUS_H + s), 0, rowBlock.size);
        }
    }

    /** In the rows that are masked at this step, restores the values copied by {@link #savePrevious}. */
    private void restoreMasked(RowBlock rowBlock, int step) {
        for (int r = 0; mask != null && r < rowBlock.rows; r++) {
            for (int s = 0; !isUnmasked(rowBlock, r, step) && s < layer.stateCount(); s++) {
                float[] previous = rowBlock.array(RowBlock.PREVIOUS_H + s);
                System.arraycopy(previous, r * units, rowBlock.array(s), r * units, units);
            }
        }
    }

    private void writeOutput(RowBlock rowBlock, int r, boolean outputsH, float[] y, int at) {
        if (outputsH) {
            System.arraycopy(rowBlock.array(RowBlock.H), r * units, y, at, units);
        } else {
            Arrays.fill(y, at, at + units, 0f);
        }
    }

    // ---- backward

    /** Backpropagation through time: adds the weights' gradients and returns those of x and of the initial states. */
    List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
        dx = grads.requiresInput() ? pass.zeros(x.shape()) : null;
        List<@Nullable Tensor> dxs = new ArrayList<>();
        dxs.add(dx);
        for (Tensor state : initialStates) {
            dxs.add(state == null ? null : pass.tensor(state.shape()));
        }
        List<GateProjection> projections = cell.projections();
        boolean requiresWeights = grads.requires(kernel) || grads.requires(recurrentKernel);
        List<WeightGradientAccumulator> accumulators = new ArrayList<>();
        for (int p = 0; requiresWeights && p < projections.size(); p++) {
            accumulators.add(projections.get(p).newAccumulator(rowBlocks.length, steps));
        }
        Tensor dzSums = pass.tensor(Shape.of(rows, layer.preActivationCount() * units));
        int groups = Math.min(rowBlocks.length, WeightGradientAccumulator.MAX_GROUPS);
        WorkerPool.shared().run(groups, g -> {
            accumulators.forEach(accumulator -> accumulator.begin(g));
            for (int b = g * rowBlocks.length / groups; b < (g + 1) * rowBlocks.length / groups; b++) {
                backwardRows(rowBlocks[b], dys, dxs, dzSums, accumulators, g);
            }
        });
        float[] dz = sumRows(dzSums);
        for (int p = 0; p < projections.size(); p++) {
            projections.get(p).addGradients(grads, requiresWeights ? accumulators.get(p) : null, dz);
        }
        return dxs;
    }

    private void backwardRows(
            RowBlock rowBlock,
            List<Tensor> dys,
            List<@Nullable Tensor> dxs,
            Tensor dzSums,
            List<WeightGradientAccumulator> accumulators,
            int group) {
        rowBlock.bindArrays();
        for (int s = 0; s < layer.stateCount(); s++) {
            initState(rowBlock, s, dys.size() > 1 ? dys.get(1 + s) : null);
        }
        for (int k = 0; k < layer.preActivationCount(); k++) {
            rowBlock.clear(RowBlock.DZ_SUM + k);
        }
        int[] firstUnmasked = new int[rowBlock.rows];
        for (int r = 0; r < rowBlock.rows; r++) {
            while (firstUnmasked[r] < steps && !isUnmasked(rowBlock, r, firstUnmasked[r])) {
                firstUnmasked[r]++;
            }
        }
        for (int step = steps - 1; step >= 0; step--) {
            if (hasOutput(step)) {
                addOutputGradient(rowBlock, step, firstUnmasked, dys.get(0));
            }
            savePrevious(rowBlock);
            cell.backward(rowBlock, step);
            restoreMasked(rowBlock, step);
            for (int p = 0; p < accumulators.size(); p++) {
                int stepsPerCall = accumulators.get(p).stepsPerCall(rowBlock.rows);
                if (step % stepsPerCall == 0) {
                    int rowCount = Math.min(stepsPerCall, steps - step) * rowBlock.rows;
                    accumulators.get(p).add(group, rowBlock.firstRowOf(step), rowCount);
                }
            }
        }
        for (int s = 1; s < dxs.size(); s++) {
            Tensor dState = dxs.get(s);
            if (dState != null) {
                System.arraycopy(rowBlock.array(s - 1), 0, dState.data(), rowBlock.firstRow * units, rowBlock.size);
            }
        }
        for (int k = 0; k < layer.preActivationCount(); k++) {
            int width = dzSums.shape().last();
            float[] sum = rowBlock.array(RowBlock.DZ_SUM + k);
            rowBlock.copyToColumns(sum, dzSums.data(), rowBlock.firstRow * width + k * units, width);
        }
    }

    /** dh += dy in the rows whose output at this step was h. */
    private void addOutputGradient(RowBlock rowBlock, int step, int[] firstUnmasked, Tensor dy) {
        float[] stepDy = rowBlock.array(RowBlock.SCRATCH);
        for (int r = 0; r < rowBlock.rows; r++) {
            boolean outputsH = layer.zeroesOutputForMask() ? isUnmasked(rowBlock, r, step) : step >= firstUnmasked[r];
            if (outputsH) {
                int at = dy.offset() + outputIndex(rowBlock, r, step);
                System.arraycopy(dy.data(), at, stepDy, r * units, units);
            } else {
                Arrays.fill(stepDy, r * units, (r + 1) * units, 0f);
            }
        }
        rowBlock.add(rowBlock.array(RowBlock.H), stepDy);
    }

    /** Sets dz to 0 in the rows that are masked at this step. */
    void clearMasked(RowBlock rowBlock, int step, float[] dz) {
        for (int r = 0; mask != null && r < rowBlock.rows; r++) {
            if (!isUnmasked(rowBlock, r, step)) {
                Arrays.fill(dz, r * units, (r + 1) * units, 0f);
            }
        }
    }

    /** The sum of the rows of {@code a}, computed as a product with a row of ones. */
    private float[] sumRows(Tensor a) {
        int n = a.shape().last();
        Tensor ones = pass.tensor(Shape.of(rows));
        Arrays.fill(ones.data(), 0, rows, 1f);
        Tensor sum = pass.tensor(Shape.of(n));
        pass.backend().gemm(ones, false, a, false, 0, sum);
        return sum.data();
    }
}
