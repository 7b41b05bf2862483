package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Winograd convolution for 3×3 kernels of stride 1. The image is cut into tiles of m×m outputs. At each of the (m+2)² points of a tile the
 * transformed inputs V (tiles, channels) are multiplied by the transformed kernel U (channels, filters): M = V·U; the output transform of M
 * gives the outputs. The gradients are dV = dM·Uᵀ and dU = Vᵀ·dM, with the transposed transforms.
 *
 * <p>A plane holds one point's values for a block of tiles, so that all transforms run over long arrays with a single index. The division
 * into blocks depends on sizes alone. Usually a block is one task, with all its planes in one core's cache. If U is too large for that,
 * or if there are few blocks, the blocks run one after the other, and the steps within a block are distributed over the pool.
 */
final class Winograd implements ConvMaxPoolKernel {
    private static final Slot INPUT = Slot.of();
    private static final Slot OUTPUT = Slot.of();
    private static final Slot POOLED_REFERENCES = Slot.of();
    private static final Slot POOLED = Slot.of();
    private static final Slot POOLED_GRADIENT = Slot.of();

    private static final float[] NO_ARRAY = {};
    private static final float[][] NO_PLANES = {};

    /** The largest number of values of all planes of a block that is one task: 640 KB. */
    private static final int BLOCK_VALUES = 160_000;

    private static final int MIN_TILES = 32;
    private static final int SHARED_TILES = 256;

    /** The smallest number of blocks to run as tasks; fewer would leave cores idle. */
    private static final int MIN_BLOCKS = 4;

    /** A kernel of more values is read once per large block by all cores together, instead of by each core for each of its blocks. */
    private static final int LARGE_KERNEL = 1 << 16;

    /**
     * The largest number of values of the planes of a chunk of tiles that is transformed at once: 24 KB, which fits into the first-level
     * cache.
     */
    private static final int CHUNK_VALUES = 6_144;

    /** The smallest length of a transform's loops; shorter ones would spend most iterations outside the vectorised part. */
    private static final int MIN_LOOP = 256;

    private static final int MAX_PARTS = 8;

    /** The largest number of values, over all points, of the partial sums of the kernel gradient: 16 MB. */
    private static final int MAX_PART_VALUES = 1 << 22;

    private final Gemm gemm;
    private final WinogradTransform transform;
    private final WinogradKernel kernel;
    private final Window window;
    private final int batch;
    private final int channels;
    private final int filters;
    private final int m;
    private final int points;
    private final WinogradTiles inputTiles;
    private final WinogradTiles outputTiles;
    private final WinogradTiles pooledTiles;
    private final boolean parallelWithinBlock;
    private final int blockTiles;

    // products at one point, for a whole block of tiles
    private final PanelProduct valueProduct;
    private final PanelProduct inputProduct;
    private final GemmShape kernelProduct;

    Winograd(Gemm gemm, WinogradTransform transform, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.transform = transform;
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.kernel = new WinogradKernel(transform, channels, filters, gemm.callSize());
        this.m = transform.outputs();
        this.points = transform.points();
        this.inputTiles = WinogradTiles.inputs(window, channels, m);
        this.outputTiles = WinogradTiles.outputs(window, filters, m);
        this.pooledTiles = WinogradTiles.pooled(window, filters, m);
        int tiles = batch * inputTiles.perImage();
        int fittingTiles = BLOCK_VALUES / (points * points * (channels + filters)) / 8 * 8;
        int tilesPerTask = inputTiles.wholeRows(Math.max(MIN_TILES, fittingTiles));
        boolean hasFewBlocks = !WorkerPool.isInsideTask() && tiles < MIN_BLOCKS * tilesPerTask;
        this.parallelWithinBlock = hasFewBlocks || channels * filters > LARGE_KERNEL;
        this.blockTiles = Math.min(tiles, parallelWithinBlock ? inputTiles.wholeRows(SHARED_TILES) : tilesPerTask);
        this.valueProduct = PanelProduct.of(gemm, kernel.panels(), blockTiles);
        this.inputProduct = PanelProduct.of(gemm, kernel.transposedPanels(), blockTiles);
        this.kernelProduct = new GemmShape(channels, filters, blockTiles, true, false, channels, filters, filters);
    }

    private interface Block {
        /** Tiles {@code first … first+count−1}. */
        void run(int first, int count);
    }

    private void forBlocks(Block body) {
        int tiles = batch * inputTiles.perImage();
        int blocks = (tiles + blockTiles - 1) / blockTiles;
        if (parallelWithinBlock) {
            for (int b = 0; b < blocks; b++) {
                body.run(b * blockTiles, Math.min(blockTiles, tiles - b * blockTiles));
            }
        } else {
            WorkerPool.shared()
                    .run(blocks, b -> body.run(b * blockTiles, Math.min(blockTiles, tiles - b * blockTiles)));
        }
    }

    /** Runs {@code body} for chunks of a block's tiles: on this core within a task, otherwise on all cores. */
    private void forChunks(int count, int depth, WorkerPool.Range body) {
        int values = Math.max(MIN_LOOP, CHUNK_VALUES / (points * points));
        WorkerPool.shared().range(count, inputTiles.wholeRows(Math.max(1, values / depth)), body);
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        float[] u = kernel.transformed(w);
        forBlocks((first, count) -> {
            float[][] product = products(input(x, first, count), u, w.bias(), count);
            forChunks(count, filters, (from, to) -> {
                transform.apply2d(WinogradTransform::output, product, points, m, from * filters, to * filters);
                for (int p = 0; p < m * m; p++) {
                    epilogue.apply(product[p / m * points + p % m], from * filters, to * filters);
                }
                outputTiles.write(product, first, from, to, y);
            });
        });
    }

    /** M = V·U for a block of tiles, plus the bias. */
    private float[][] products(float[][] v, float[] u, @Nullable Tensor bias, int count) {
        float[][] product = Workspace.planes(OUTPUT, points * points, blockTiles * filters);
        PanelProduct values = valueProduct.with(count);
        if (WorkerPool.isInsideTask()) { // a loop, which needs no object for each block
            for (int p = 0; p < points * points; p++) {
                product(values, p, v[p], u, bias, product[p]);
            }
        } else {
            WorkerPool.shared().run(points * points, p -> product(values, p, v[p], u, bias, product[p]));
        }
        return product;
    }

    /** M = V·U at one point, plus the bias. */
    private void product(PanelProduct values, int p, float[] v, float[] u, @Nullable Tensor bias, float[] product) {
        // the output transform adds the value at point (1, 1) to each output with weight 1
        boolean isBiasPoint = bias != null && p == points + 1;
        for (int t = 0; bias != null && isBiasPoint && t < values.rows(); t++) {
            System.arraycopy(bias.data(), bias.offset(), product, t * filters, filters);
        }
        values.run(v, 0, u, kernel.plane(p), isBiasPoint ? 1 : 0, product, 0);
    }

    /** Number of values of one output position for the tiles of the whole batch. */
    private int valuesPerOutput() {
        return batch * outputTiles.perImage() * filters;
    }

    @Override
    public void forwardMaxPool(Tensor x, WeightsAndBias w, Epilogue epilogue, MaxPooled results) {
        float[] u = kernel.transformed(w);
        Tensor outputs = results.z();
        float[] z = outputs == null ? null : outputs.data();
        int zOff = outputs == null ? 0 : outputs.offset();
        forBlocks((first, count) -> {
            float[][] product = products(input(x, first, count), u, w.bias(), count);
            int zTile = zOff + first * filters;
            forChunks(count, filters, (from, to) -> {
                transform.apply2d(WinogradTransform::output, product, points, m, from * filters, to * filters);
                float[][] pooled = Workspace.references(POOLED_REFERENCES, pooledTiles.planes());
                for (int b = 0; b < m * m / MaxPool2x2.CELLS; b++) {
                    float[][] cells = MaxPool2x2.cells(product, b, m, points);
                    int zAt = zTile + b * MaxPool2x2.CELLS * valuesPerOutput();
                    MaxPool2x2.forward(cells, from * filters, to * filters, epilogue, z, zAt, valuesPerOutput());
                    pooled[pooledTiles.plane(b)] = cells[0];
                }
                pooledTiles.write(pooled, first, from, to, results.y());
            });
        });
    }

    @Override
    public void backwardMaxPool(
            Tensor x, MaxPooled results, Tensor dy, WeightsAndBias w, @Nullable Tensor dx, @Nullable Tensor dw) {
        Tensor z = results.requireZ();
        backward(x, w, dx, dw, (first, from, to, dm) -> {
            float[][] pooled = Workspace.planes(POOLED, pooledTiles.planes(), to * filters);
            float[][] pooledGradient = Workspace.planes(POOLED_GRADIENT, pooledTiles.planes(), to * filters);
            pooledTiles.read(results.y(), first, from, to, pooled);
            pooledTiles.read(dy, first, from, to, pooledGradient);
            int zTile = z.offset() + first * filters;
            for (int b = 0; b < m * m / MaxPool2x2.CELLS; b++) {
                float[][] cells = MaxPool2x2.cells(dm, b, m, points);
                int plane = pooledTiles.plane(b);
                int zAt = zTile + b * MaxPool2x2.CELLS * valuesPerOutput();
                MaxPool2x2.backward(
                        z.data(),
                        zAt,
                        valuesPerOutput(),
                        pooled[plane],
                        pooledGradient[plane],
                        cells,
                        from * filters,
                        to * filters);
            }
        });
    }

    @Override
    public boolean appliesPackedFactors() {
        return true;
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        backward(null, WeightsAndBias.of(w), dx, null, outputGradient(dy));
    }

    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        backward(x, null, null, dw, outputGradient(dy));
    }

    @Override
    public void backward(Tensor x, Tensor dy, WeightsAndBias w, Tensor dx, Tensor dw) {
        backward(x, w, dx, dw, outputGradient(dy));
    }

    /** Source of the output gradients. */
    private interface Gradient {
        /** Fills the m×m output planes for the tiles {@code from … to−1} of a block that begins at tile {@code first}. */
        void read(int first, int from, int to, float[][] planes);
    }

    private Gradient outputGradient(Tensor dy) {
        return (first, from, to, planes) -> outputTiles.read(dy, first, from, to, planes);
    }

    /** Sets dx from w and adds to dw from x, each if not null; dM is computed once for both. */
    private void backward(
            @Nullable Tensor x, @Nullable WeightsAndBias w, @Nullable Tensor dx, @Nullable Tensor dw, Gradient dy) {
        float[][] du = dw == null ? NO_PLANES : kernel.sums(parts());
        float[] uTransposed = dx == null || w == null ? NO_ARRAY : kernel.transposed(w);
        inParts(dw == null ? inputParts() : parts(), (part, from, to) -> { // each part writes to its own images
            if (dx != null) {
                zero(dx, from, to);
            }
            for (int first = from; first < to; first += blockTiles) {
                int count = Math.min(blockTiles, to - first);
                float[][] dm = outputGradients(dy, first, count);
                if (dw != null && x != null) {
                    addKernel(input(x, first, count), dm, count, first > from, du, part);
                }
                if (dx != null) {
                    addInputs(dm, uTransposed, first, count, dx);
                }
            }
        });
        if (dw != null) {
            kernel.addGradient(du, parts(), dw);
        }
    }

    private interface Part {
        /** Tiles {@code from … to−1}. */
        void run(int part, int from, int to);
    }

    /** Cuts the batch into parts of whole images and runs them on the pool. */
    private void inParts(int parts, Part body) {
        int perImage = inputTiles.perImage();
        WorkerPool.shared().run(parts, part -> {
            int from = (int) ((long) part * batch / parts);
            int to = (int) ((long) (part + 1) * batch / parts);
            body.run(part, from * perImage, to * perImage);
        });
    }

    private int inputParts() {
        return parallelWithinBlock || WorkerPool.isInsideTask() ? 1 : batch;
    }

    /** Number of partial sums of the kernel gradient. */
    private int parts() {
        int values = points * points * channels * filters;
        return parallelWithinBlock || WorkerPool.isInsideTask()
                ? 1
                : Math.max(1, Math.min(Math.min(MAX_PARTS, batch), MAX_PART_VALUES / values));
    }

    /** dU of one part += Vᵀ·dM, or = Vᵀ·dM if {@code accumulate} is false. */
    private void addKernel(float[][] v, float[][] dm, int count, boolean accumulate, float[][] du, int part) {
        int plane = part * points * points;
        GemmShape shape = kernelProduct.block(channels, filters, count);
        float beta = accumulate ? 1 : 0;
        if (WorkerPool.isInsideTask()) {
            for (int p = 0; p < points * points; p++) {
                gemm.run(shape, v[p], 0, dm[p], 0, beta, du[plane + p], 0);
            }
        } else {
            WorkerPool.shared().run(points * points, p -> gemm.run(shape, v[p], 0, dm[p], 0, beta, du[plane + p], 0));
        }
    }

    private void zero(Tensor dx, int fromTile, int toTile) {
        int image = window.inputPixels() * channels;
        int perImage = inputTiles.perImage();
        int at = dx.offset();
        Arrays.fill(dx.data(), at + fromTile / perImage * image, at + toTile / perImage * image, 0f);
    }

    /** dx += B·(dM·Uᵀ)·Bᵀ for a block of tiles. */
    private void addInputs(float[][] dm, float[] uTransposed, int first, int count, Tensor dx) {
        float[][] dv = Workspace.planes(INPUT, points * points, blockTiles * channels);
        PanelProduct gradients = inputProduct.with(count);
        if (WorkerPool.isInsideTask()) {
            for (int p = 0; p < points * points; p++) {
                gradients.run(dm[p], 0, uTransposed, kernel.plane(p), 0, dv[p], 0);
            }
        } else {
            WorkerPool.shared()
                    .run(points * points, p -> gradients.run(dm[p], 0, uTransposed, kernel.plane(p), 0, dv[p], 0));
        }
        forChunks(
                count,
                channels,
                (from, to) -> transform.apply2d(
                        WinogradTransform::inputBackward, dv, points, points, from * channels, to * channels));
        inputTiles.add(dv, first, 0, count, dx);
    }

    /** V = Bᵀ·d·B for a block of tiles. */
    private float[][] input(Tensor x, int first, int count) {
        float[][] v = Workspace.planes(INPUT, points * points, blockTiles * channels);
        forChunks(count, channels, (from, to) -> {
            inputTiles.read(x, first, from, to, v);
            transform.apply2d(WinogradTransform::input, v, points, points, from * channels, to * channels);
        });
        return v;
    }

    /** dM = A·dy·Aᵀ for a block of tiles. */
    private float[][] outputGradients(Gradient dy, int first, int count) {
        float[][] dm = Workspace.planes(OUTPUT, points * points, blockTiles * filters);
        forChunks(count, filters, (from, to) -> {
            dy.read(first, from, to, dm);
            transform.apply2d(WinogradTransform::outputBackward, dm, m, points, from * filters, to * filters);
        });
        return dm;
    }
}
