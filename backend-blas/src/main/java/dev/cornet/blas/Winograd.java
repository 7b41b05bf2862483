package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
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
    private static final int INPUT_SLOT = 1;
    private static final int OUTPUT_SLOT = 2;
    private static final int POOLED_REFERENCES = 2;
    private static final int POOLED_SLOT = 8;
    private static final int POOLED_GRADIENT_SLOT = 9;

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

    Winograd(Gemm gemm, WinogradTransform transform, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.transform = transform;
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.kernel = new WinogradKernel(transform, channels, filters);
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

    private void forPoints(WorkerPool.Task body) {
        WorkerPool.shared().run(points * points, body);
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        float[] u = kernel.transformed(w, wOff, packed);
        forBlocks((first, count) -> {
            float[][] product = products(input(x, xOff, first, count), u, bias, biasOff, count);
            forChunks(count, filters, (from, to) -> {
                transform.apply2d(WinogradTransform::output, product, points, m, from * filters, to * filters);
                for (int p = 0; p < m * m; p++) {
                    epilogue.apply(product[p / m * points + p % m], from * filters, to * filters);
                }
                outputTiles.write(product, first, from, to, y, yOff);
            });
        });
    }

    /** M = V·U for a block of tiles, plus the bias. */
    private float[][] products(float[][] v, float[] u, float @Nullable [] bias, int biasOff, int count) {
        float[][] product = Workspace.planes(OUTPUT_SLOT, points * points, blockTiles * filters);
        forPoints(p -> {
            // the output transform adds the value at point (1, 1) to each output with weight 1
            boolean isBiasPoint = bias != null && p == points + 1;
            for (int t = 0; isBiasPoint && t < count; t++) {
                System.arraycopy(bias, biasOff, product[p], t * filters, filters);
            }
            multiply(kernel.panels(), count, v[p], u, p, isBiasPoint ? 1 : 0, product[p]);
        });
        return product;
    }

    /** Number of values of one output position for the tiles of the whole batch. */
    private int valuesPerOutput() {
        return batch * outputTiles.perImage() * filters;
    }

    @Override
    public void forwardMaxPool(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        float[] u = kernel.transformed(w, wOff, packed);
        forBlocks((first, count) -> {
            float[][] product = products(input(x, xOff, first, count), u, bias, biasOff, count);
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
                pooledTiles.write(pooled, first, from, to, y, yOff);
            });
        });
    }

    @Override
    public void backwardMaxPool(
            float[] x,
            int xOff,
            float[] z,
            int zOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        backward(x, xOff, w, wOff, packed, dx, dxOff, dw, dwOff, (first, from, to, dm) -> {
            float[][] pooled = Workspace.planes(POOLED_SLOT, pooledTiles.planes(), to * filters);
            float[][] pooledGradient = Workspace.planes(POOLED_GRADIENT_SLOT, pooledTiles.planes(), to * filters);
            pooledTiles.read(y, yOff, first, from, to, pooled);
            pooledTiles.read(dy, dyOff, first, from, to, pooledGradient);
            int zTile = zOff + first * filters;
            for (int b = 0; b < m * m / MaxPool2x2.CELLS; b++) {
                float[][] cells = MaxPool2x2.cells(dm, b, m, points);
                int plane = pooledTiles.plane(b);
                int zAt = zTile + b * MaxPool2x2.CELLS * valuesPerOutput();
                MaxPool2x2.backward(
                        z,
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
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        backward(NO_ARRAY, 0, w, wOff, null, dx, dxOff, null, 0, outputGradient(dy, dyOff));
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        backward(x, xOff, NO_ARRAY, 0, null, null, 0, dw, dwOff, outputGradient(dy, dyOff));
    }

    @Override
    public void backward(
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        backward(x, xOff, w, wOff, packed, dx, dxOff, dw, dwOff, outputGradient(dy, dyOff));
    }

    /** Source of the output gradients. */
    private interface Gradient {
        /** Fills the m×m output planes for the tiles {@code from … to−1} of a block that begins at tile {@code first}. */
        void read(int first, int from, int to, float[][] planes);
    }

    private Gradient outputGradient(float[] dy, int dyOff) {
        return (first, from, to, planes) -> outputTiles.read(dy, dyOff, first, from, to, planes);
    }

    /** Sets dx and adds to dw, each if not null; dM is computed once for both. */
    private void backward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff,
            Gradient dy) {
        float[][] du = dw == null ? NO_PLANES : kernel.sums(parts());
        float[] uTransposed = dx == null ? NO_ARRAY : kernel.transposed(w, wOff, packed);
        inParts(dw == null ? inputParts() : parts(), (part, from, to) -> { // each part writes to its own images
            if (dx != null) {
                zero(dx, dxOff, from, to);
            }
            for (int first = from; first < to; first += blockTiles) {
                int count = Math.min(blockTiles, to - first);
                float[][] dm = outputGradients(dy, first, count);
                if (dw != null) {
                    addKernel(input(x, xOff, first, count), dm, count, first > from, du, part);
                }
                if (dx != null) {
                    addInputs(dm, uTransposed, first, count, dx, dxOff);
                }
            }
        });
        if (dw != null) {
            kernel.addGradient(du, parts(), dw, dwOff);
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
        forPoints(p -> {
            float[] sum = du[plane + p];
            float beta = accumulate ? 1 : 0;
            gemm.run(
                    true, false, channels, filters, count, 1, v[p], 0, channels, dm[p], 0, filters, beta, sum, 0,
                    filters);
        });
    }

    private void zero(float[] dx, int dxOff, int fromTile, int toTile) {
        int image = window.inputPixels() * channels;
        int perImage = inputTiles.perImage();
        Arrays.fill(dx, dxOff + fromTile / perImage * image, dxOff + toTile / perImage * image, 0f);
    }

    /** dx += B·(dM·Uᵀ)·Bᵀ for a block of tiles. */
    private void addInputs(float[][] dm, float[] uTransposed, int first, int count, float[] dx, int dxOff) {
        float[][] dv = Workspace.planes(INPUT_SLOT, points * points, blockTiles * channels);
        forPoints(p -> multiply(kernel.transposedPanels(), count, dm[p], uTransposed, p, 0, dv[p]));
        forChunks(
                count,
                channels,
                (from, to) -> transform.apply2d(
                        WinogradTransform::inputBackward, dv, points, points, from * channels, to * channels));
        inputTiles.add(dv, first, 0, count, dx, dxOff);
    }

    /** c = a·b + β·c for the planes of one point. */
    private void multiply(PanelLayout layout, int rows, float[] a, float[] b, int point, float beta, float[] c) {
        layout.multiply(
                gemm, rows, a, 0, layout.k(), b, kernel.plane(point), 0, layout.count(), beta, c, 0, layout.n());
    }

    /** V = Bᵀ·d·B for a block of tiles. */
    private float[][] input(float[] x, int xOff, int first, int count) {
        float[][] v = Workspace.planes(INPUT_SLOT, points * points, blockTiles * channels);
        forChunks(count, channels, (from, to) -> {
            inputTiles.read(x, xOff, first, from, to, v);
            transform.apply2d(WinogradTransform::input, v, points, points, from * channels, to * channels);
        });
        return v;
    }

    /** dM = A·dy·Aᵀ for a block of tiles. */
    private float[][] outputGradients(Gradient dy, int first, int count) {
        float[][] dm = Workspace.planes(OUTPUT_SLOT, points * points, blockTiles * filters);
        forChunks(count, filters, (from, to) -> {
            dy.read(first, from, to, dm);
            transform.apply2d(WinogradTransform::outputBackward, dm, m, points, from * filters, to * filters);
        });
        return dm;
    }
}
