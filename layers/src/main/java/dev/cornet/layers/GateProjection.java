package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The matrix product of a recurrent step: z = x·W + h·U + b for some gates, or only the term of x or of h, and its backward.
 *
 * <p>x and h of a row are stored side by side, W above U, so that one step is one product (x h)·(W; U) for all gates, and (dW; dU) is one
 * product over all steps. With recurrent dropout each gate has its own masks for x and h, as in Keras, and therefore its own projection.
 */
final class GateProjection {
    private static final int VALUES_PER_TASK = 1 << 14;

    private final RecurrentRun run;
    private final Backend backend;
    private final int units;
    private final int firstZ;
    private final int firstGate;
    private final int gateCount;
    private final int xWidth;
    private final int hWidth;
    private final int xhWidth;
    private final int zWidth;
    private final @Nullable Tensor xDropout;
    private final @Nullable Tensor hDropout;
    /** The rows (x h) of each step, after dropout: (rows·steps, xhWidth) */
    private final Tensor xh;
    /** The rows of {@link #xh} as a matrix. */
    private final Matrix xhRows;
    /** The first of these rows, as many as a row block has; moved to the rows of each block and step. */
    private final Matrix xhBlock;

    private final Matrix xhLastBlock;
    /** The rows of dz of each step, columns of {@link RecurrentRun#stepCache}: (rows·steps, zWidth) */
    private final Matrix dzRows;
    /** The first of these rows, as many as a row block has; moved to the rows of each block and step. */
    private final Matrix dzBlock;

    private final Matrix dzLastBlock;
    /** The gates' columns of W above those of U: (xhWidth, zWidth) */
    private final Tensor wu;

    private final Matrix wuMatrix;
    /** Wᵀ (zWidth, xWidth) */
    private final Matrix wTransposed;
    /** Uᵀ (zWidth, hWidth) */
    private final Matrix uTransposed;
    /** For each gate its bias, repeated for each row of a row block. */
    private final Tensor[] biases;

    /**
     * @param firstZ the index of the first z that the projection computes, among the layer's {@link GatedRNN#preActivationCount}
     * @param firstGate the index of the first gate, in the order of the columns of W, U and b
     * @param gates the number of gates
     * @param usesX whether z contains x·W
     * @param usesH whether z contains h·U
     */
    GateProjection(RecurrentRun run, int firstZ, int firstGate, int gates, boolean usesX, boolean usesH) {
        this.run = run;
        this.backend = run.pass.backend();
        this.units = run.units;
        this.firstZ = firstZ;
        this.firstGate = firstGate;
        this.gateCount = gates;
        this.xWidth = usesX ? run.features : 0;
        this.hWidth = usesH ? units : 0;
        this.xhWidth = xWidth + hWidth;
        this.zWidth = gates * units;
        this.xDropout = usesX ? run.inputDropoutMask(firstGate) : null;
        this.hDropout = usesH ? run.recurrentDropoutMask(firstGate) : null;
        this.xh = run.stepTensor(xhWidth);
        this.xhRows = Matrix.of(xh);
        this.xhBlock = run.rowsOfBlock(xhRows);
        this.xhLastBlock = run.rowsOfLastBlock(xhBlock);
        this.dzRows = new Matrix(
                run.stepCache.data(), firstZ * units, xhRows.rows(), zWidth, Math.max(1, run.cacheWidth()), false);
        this.dzBlock = run.rowsOfBlock(dzRows);
        this.dzLastBlock = run.rowsOfLastBlock(dzBlock);
        this.wu = run.pass.tensor(Shape.of(xhWidth, zWidth));
        this.wuMatrix = Matrix.of(wu);
        this.wTransposed = new Matrix(wu.data(), 0, zWidth, xWidth, zWidth, true);
        this.uTransposed = new Matrix(wu.data(), wuMatrix.index(xWidth, 0), zWidth, hWidth, zWidth, true);
        copyColumns(run.kernel, xWidth, 0);
        copyColumns(run.recurrentKernel, hWidth, xWidth);
        this.biases = new Tensor[run.bias == null ? 0 : gates];
        for (int g = 0; g < biases.length; g++) {
            biases[g] = repeatedBias(g, usesX, usesH);
        }
    }

    /** Copies the gates' columns of the first {@code count} rows of a weight into the rows of {@link #wu} from {@code to} on. */
    private void copyColumns(Variable weight, int count, int to) {
        Tensor w = weight.value();
        WorkerPool.shared().range(count, Math.max(1, VALUES_PER_TASK / zWidth), (first, end) -> {
            for (int i = first; i < end; i++) {
                int from = w.offset() + i * w.shape().last() + firstGate * units;
                System.arraycopy(w.data(), from, wu.data(), (to + i) * zWidth, zWidth);
            }
        });
    }

    /**
     * The bias of one gate, repeated for each row of a row block: the bias of x·W and, in a GRU with {@code resetAfter(true)}, that of h·U.
     */
    private Tensor repeatedBias(int g, boolean usesX, boolean usesH) {
        Tensor b = Objects.requireNonNull(run.bias).value();
        float[] sum = new float[units];
        for (int part = 0; part < b.size() / b.shape().last(); part++) {
            for (int j = 0; j < units && (part == 0 ? usesX : usesH); j++) {
                sum[j] += b.data()[b.offset() + part * b.shape().last() + (firstGate + g) * units + j];
            }
        }
        Tensor repeated = run.pass.tensor(Shape.of(RecurrentRun.MAX_BLOCK_ROWS, units));
        for (int r = 0; r < RecurrentRun.MAX_BLOCK_ROWS; r++) {
            System.arraycopy(sum, 0, repeated.data(), r * units, units);
        }
        return repeated;
    }

    // ---- forward

    static void forward(List<GateProjection> all, RowBlock rowBlock, int step, float[] h) {
        for (int p = 0; p < all.size(); p++) { // by index: an iterator would be allocated at each step
            all.get(p).forward(rowBlock, step, h);
        }
    }

    /** Computes z of one step from x and the given h into the row block's arrays. */
    void forward(RowBlock rowBlock, int step, float[] h) {
        int first = rowBlock.firstRowOf(step);
        for (int r = 0; r < rowBlock.rows; r++) {
            int to = (first + r) * xhWidth;
            if (xWidth > 0) {
                System.arraycopy(run.x.data(), run.xIndex(rowBlock.firstRow + r, step), xh.data(), to, xWidth);
                scale(xh.data(), to, xDropout, (rowBlock.firstRow + r) * xWidth, xWidth);
            }
            if (hWidth > 0) {
                System.arraycopy(h, r * units, xh.data(), to + xWidth, units);
                scale(xh.data(), to + xWidth, hDropout, (rowBlock.firstRow + r) * units, units);
            }
        }
        Matrix z = rowBlock.rowBuffer(zWidth);
        Matrix xhStep = rowBlock.rows == xhBlock.rows() ? xhBlock : xhLastBlock;
        backend.gemm(xhStep, first * xhWidth, wuMatrix, 0, 0, z, 0);
        for (int g = 0; g < gateCount; g++) {
            float[] a = rowBlock.array(RowBlock.Z + firstZ + g);
            rowBlock.copyFromColumns(z.data(), zWidth, g * units, a);
            if (biases.length > 0) {
                rowBlock.add(a, biases[g].data());
            }
        }
    }

    private static void scale(float[] values, int at, @Nullable Tensor factors, int factorsAt, int n) {
        for (int i = 0; factors != null && i < n; i++) {
            values[at + i] *= factors.data()[factorsAt + i];
        }
    }

    // ---- backward

    static void backward(List<GateProjection> all, RowBlock rowBlock, int step, float[] dh) {
        for (int p = 0; p < all.size(); p++) {
            all.get(p).backward(rowBlock, step, dh);
        }
    }

    /** Given dz in the row block's arrays, adds dz·Uᵀ to dh and, if dx is required, dz·Wᵀ to dx. */
    void backward(RowBlock rowBlock, int step, float[] dh) {
        float[] dz = run.stepCache.data();
        int ld = run.cacheWidth();
        int at = rowBlock.firstRowOf(step) * ld + firstZ * units;
        for (int g = 0; g < gateCount; g++) {
            float[] d = rowBlock.array(RowBlock.DZ + firstZ + g);
            run.clearMasked(rowBlock, step, d);
            rowBlock.copyToColumns(d, dz, at + g * units, ld);
            rowBlock.add(rowBlock.array(RowBlock.DZ_SUM + firstZ + g), d);
        }
        Matrix dzStep = rowBlock.rows == dzBlock.rows() ? dzBlock : dzLastBlock;
        if (hWidth > 0) {
            Matrix product = rowBlock.rowBuffer(units);
            float[] t = product.data();
            backend.gemm(dzStep, at, uTransposed, uTransposed.offset(), 0, product, 0);
            scale(t, 0, hDropout, rowBlock.firstRow * units, rowBlock.size);
            rowBlock.add(dh, t);
        }
        Tensor dx = run.dx;
        if (xWidth > 0 && dx != null) {
            Matrix product = rowBlock.rowBuffer(xWidth);
            float[] t = product.data();
            backend.gemm(dzStep, at, wTransposed, wTransposed.offset(), 0, product, 0);
            scale(t, 0, xDropout, rowBlock.firstRow * xWidth, rowBlock.rows * xWidth);
            for (int r = 0; r < rowBlock.rows; r++) {
                add(t, r * xWidth, dx.data(), run.dxIndex(rowBlock.firstRow + r, step), xWidth);
            }
        }
    }

    private static void add(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += x[xAt + i];
        }
    }

    /** A new accumulator of (dW; dU). All steps are added to it during the backward pass, before {@link #addGradients}. */
    WeightGradientAccumulator newAccumulator(int rowBlocks, int steps) {
        return new WeightGradientAccumulator(run.pass, xhRows, dzRows, rowBlocks, xhBlock.rows(), steps);
    }

    /**
     * Adds the gradients of W, U and b.
     *
     * @param accumulator the accumulator of (dW; dU), null if neither dW nor dU is required
     * @param dzSums dz summed over all steps and rows
     */
    void addGradients(Gradients grads, @Nullable WeightGradientAccumulator accumulator, float[] dzSums) {
        if (accumulator != null) {
            float[] dwu = accumulator.result();
            addColumns(dwu, 0, xWidth, run.kernel, grads);
            addColumns(dwu, xWidth, hWidth, run.recurrentKernel, grads);
        }
        Variable bias = run.bias;
        if (bias != null && grads.requires(bias)) {
            Tensor db = grads.accumulator(bias);
            int columns = db.shape().last();
            for (int part = 0; part < db.size() / columns; part++) {
                if ((part == 0 ? xWidth : hWidth) > 0) {
                    add(dzSums, firstZ * units, db.data(), db.offset() + part * columns + firstGate * units, zWidth);
                }
            }
        }
    }

    /** Adds the rows {@code from … from + count − 1} of (dW; dU) to the gates' columns of a weight's gradient. */
    private void addColumns(float[] dwu, int from, int count, Variable weight, Gradients grads) {
        if (!grads.requires(weight)) {
            return;
        }
        Tensor sum = grads.accumulator(weight);
        for (int i = 0; i < count; i++) {
            int to = sum.offset() + i * sum.shape().last() + firstGate * units;
            add(dwu, (from + i) * zWidth, sum.data(), to, zWidth);
        }
    }
}
