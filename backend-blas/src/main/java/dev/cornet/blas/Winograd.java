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
 * 3×3 convolutions of stride 1 in Winograd's form: the image is cut into tiles of m×m outputs; at each of the (m+2)² points the tiles'
 * transformed inputs V (tiles, channels) are multiplied with the transformed kernel U (channels, filters): M = V·U, and M goes back to
 * outputs. The gradients are the same products turned round: dV = dM·Uᵀ, dU = Vᵀ·dM.
 *
 * <p>A plane holds one point's values of a block of tiles, so all transforms run over long arrays with one index. Blocks are cut by sizes
 * alone. Either each block is a task of its own, with all its planes in one core's cache, or, where U is too large for that or there are
 * few blocks, they follow each other and each shares its own steps out over the pool.
 */
final class Winograd implements ConvMaxPoolKernel {
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int MOST = 2;
    private static final int MAXIMA = 8;
    private static final int GIVEN = 9;

    private static final float[] NOTHING = {};
    private static final float[][] NONE = {};

    /** Values of all planes of a block that is a task: 640 KB. */
    private static final int BLOCK_VALUES = 160_000;

    private static final int LEAST_TILES = 32;
    private static final int SHARED_TILES = 256;

    /** Fewer blocks would leave cores without a task. */
    private static final int LEAST_BLOCKS = 4;

    /** Kernels above this many values are read once per large block, by all cores, instead of by each core for each of its blocks. */
    private static final int LARGE_KERNEL = 1 << 16;

    /** Values of the planes of a chunk of tiles, which go through the transforms together: 24 KB, the first-level cache. */
    private static final int CHUNK_VALUES = 6_144;

    /** Shorter loops would not run as vector instructions for most of their way. */
    private static final int LEAST_LOOP = 256;

    private static final int PARTS = 8;

    /** Values that a kernel's gradient may have at all points for several parts to sum up at once: 16 MB. */
    private static final int PART_VALUES = 1 << 22;

    private final Gemm gemm;
    private final WinogradTransform maps;
    private final WinogradKernel kernel;
    private final Window g;
    private final int batch;
    private final int channels;
    private final int filters;
    private final int m;
    private final int points;
    private final WinogradTiles inputs;
    private final WinogradTiles outputs;
    private final WinogradTiles maxima;
    private final boolean shared;
    private final int block;

    Winograd(Gemm gemm, WinogradTransform maps, ConvShape shape, int batch) {
        this.gemm = gemm;
        this.maps = maps;
        this.g = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.kernel = new WinogradKernel(maps, channels, filters);
        this.m = maps.outputs();
        this.points = maps.points();
        this.inputs = WinogradTiles.inputs(g, channels, m);
        this.outputs = WinogradTiles.outputs(g, filters, m);
        this.maxima = WinogradTiles.maxima(g, filters, m);
        int all = batch * inputs.perImage();
        int fitting = BLOCK_VALUES / (points * points * (channels + filters)) / 8 * 8;
        int ofTask = inputs.wholeRows(Math.max(LEAST_TILES, fitting));
        boolean few = !WorkerPool.inside() && all < LEAST_BLOCKS * ofTask;
        this.shared = few || channels * filters > LARGE_KERNEL;
        this.block = Math.min(all, shared ? inputs.wholeRows(SHARED_TILES) : ofTask);
    }

    private interface Block {
        /** Tiles {@code first … first+count−1}. */
        void run(int first, int count);
    }

    private void forBlocks(Block body) {
        int all = batch * inputs.perImage();
        int blocks = (all + block - 1) / block;
        if (shared) {
            for (int b = 0; b < blocks; b++) {
                body.run(b * block, Math.min(block, all - b * block));
            }
        } else {
            WorkerPool.shared().run(blocks, b -> body.run(b * block, Math.min(block, all - b * block)));
        }
    }

    /** Runs the tiles of a block in chunks: alone within a task, on all cores otherwise. */
    private void forChunks(int count, int depth, WorkerPool.Range body) {
        int values = Math.max(LEAST_LOOP, CHUNK_VALUES / (points * points));
        WorkerPool.shared().range(count, inputs.wholeRows(Math.max(1, values / depth)), body);
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
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        float[] u = kernel.transformed(w, wOff, kept);
        forBlocks((first, count) -> {
            float[][] product = products(input(x, xOff, first, count), u, bias, biasOff, count);
            forChunks(count, filters, (from, to) -> {
                maps.both(WinogradTransform::output, product, points, m, from * filters, to * filters);
                for (int p = 0; p < m * m; p++) {
                    epilogue.apply(product[p / m * points + p % m], from * filters, to * filters);
                }
                outputs.write(product, first, from, to, y, yOff);
            });
        });
    }

    /** M = V·U of a block of tiles, with the bias. */
    private float[][] products(float[][] v, float[] u, float @Nullable [] bias, int biasOff, int count) {
        float[][] product = Workspace.planes(OUTPUT, points * points, block * filters);
        forPoints(p -> {
            boolean carriesBias = bias != null && p == points + 1; // its part in each of the tile's outputs is 1
            for (int t = 0; carriesBias && t < count; t++) {
                System.arraycopy(bias, biasOff, product[p], t * filters, filters);
            }
            multiply(kernel.panels(), count, v[p], u, p, carriesBias ? 1 : 0, product[p]);
        });
        return product;
    }

    /** Values of one output of all tiles. */
    private int ofAllTiles() {
        return batch * outputs.perImage() * filters;
    }

    @Override
    public void maxima(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float @Nullable [] z,
            int zOff,
            float[] y,
            int yOff) {
        float[] u = kernel.transformed(w, wOff, kept);
        forBlocks((first, count) -> {
            float[][] product = products(input(x, xOff, first, count), u, bias, biasOff, count);
            int at = zOff + first * filters;
            forChunks(count, filters, (from, to) -> {
                maps.both(WinogradTransform::output, product, points, m, from * filters, to * filters);
                float[][] most = Workspace.references(MOST, maxima.planes());
                for (int b = 0; b < m * m / MaxPool2x2.CELLS; b++) {
                    float[][] cells = MaxPool2x2.cells(product, b, m, points);
                    int keptAt = at + b * MaxPool2x2.CELLS * ofAllTiles();
                    MaxPool2x2.ofCells(cells, from * filters, to * filters, epilogue, z, keptAt, ofAllTiles());
                    most[maxima.plane(b)] = cells[0];
                }
                maxima.write(most, first, from, to, y, yOff);
            });
        });
    }

    @Override
    public void maximaBackward(
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
            @Nullable PackedWeights kept,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff) {
        backward(x, xOff, w, wOff, kept, dx, dxOff, dw, dwOff, (first, from, to, dm) -> {
            float[][] most = Workspace.planes(MAXIMA, maxima.planes(), to * filters);
            float[][] given = Workspace.planes(GIVEN, maxima.planes(), to * filters);
            maxima.read(y, yOff, first, from, to, most);
            maxima.read(dy, dyOff, first, from, to, given);
            int at = zOff + first * filters;
            for (int b = 0; b < m * m / MaxPool2x2.CELLS; b++) {
                float[][] cells = MaxPool2x2.cells(dm, b, m, points);
                int plane = maxima.plane(b);
                int keptAt = at + b * MaxPool2x2.CELLS * ofAllTiles();
                MaxPool2x2.gradients(
                        z, keptAt, ofAllTiles(), most[plane], given[plane], cells, from * filters, to * filters);
            }
        });
    }

    @Override
    public boolean scales() {
        return true;
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        backward(NOTHING, 0, w, wOff, null, dx, dxOff, null, 0, outputGradient(dy, dyOff));
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        backward(x, xOff, NOTHING, 0, null, null, 0, dw, dwOff, outputGradient(dy, dyOff));
    }

    @Override
    public void backward(
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float[] dx,
            int dxOff,
            float[] dw,
            int dwOff) {
        backward(x, xOff, w, wOff, kept, dx, dxOff, dw, dwOff, outputGradient(dy, dyOff));
    }

    /** Where the gradients of outputs come from. */
    private interface Gradient {
        /** Fills the first m×m of planes for the tiles at the places {@code from … to−1} of a block. */
        void read(int first, int from, int to, float[][] planes);
    }

    private Gradient outputGradient(float[] dy, int dyOff) {
        return (first, from, to, planes) -> outputs.read(dy, dyOff, first, from, to, planes);
    }

    /** dx, and dw added to, each where it is wanted: dM is made once. */
    private void backward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights kept,
            float @Nullable [] dx,
            int dxOff,
            float @Nullable [] dw,
            int dwOff,
            Gradient dy) {
        float[][] du = dw == null ? NONE : kernel.sums(parts());
        float[] ut = dx == null ? NOTHING : kernel.transposed(w, wOff, kept);
        inParts(dw == null ? inputParts() : parts(), (part, from, to) -> { // each writes to images of its own
            if (dx != null) {
                zero(dx, dxOff, from, to);
            }
            for (int first = from; first < to; first += block) {
                int count = Math.min(block, to - first);
                float[][] dm = outputGradients(dy, first, count);
                if (dw != null) {
                    addKernel(input(x, xOff, first, count), dm, count, first > from, du, part);
                }
                if (dx != null) {
                    addInputs(dm, ut, first, count, dx, dxOff);
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

    /** Cuts the batch between images. */
    private void inParts(int parts, Part body) {
        int perImage = inputs.perImage();
        WorkerPool.shared().run(parts, part -> {
            int from = (int) ((long) part * batch / parts);
            int to = (int) ((long) (part + 1) * batch / parts);
            body.run(part, from * perImage, to * perImage);
        });
    }

    private int inputParts() {
        return shared || WorkerPool.inside() ? 1 : batch;
    }

    /** How many sums of the kernel's gradient are formed beside each other. */
    private int parts() {
        int values = points * points * channels * filters;
        return shared || WorkerPool.inside() ? 1 : Math.max(1, Math.min(Math.min(PARTS, batch), PART_VALUES / values));
    }

    /** dU of one part += Vᵀ·dM */
    private void addKernel(float[][] v, float[][] dm, int count, boolean more, float[][] du, int part) {
        int plane = part * points * points;
        forPoints(p -> {
            float[] sum = du[plane + p];
            float begun = more ? 1 : 0;
            gemm.run(
                    true, false, channels, filters, count, 1, v[p], 0, channels, dm[p], 0, filters, begun, sum, 0,
                    filters);
        });
    }

    private void zero(float[] dx, int dxOff, int fromTile, int toTile) {
        int image = g.inputPixels() * channels;
        int perImage = inputs.perImage();
        Arrays.fill(dx, dxOff + fromTile / perImage * image, dxOff + toTile / perImage * image, 0f);
    }

    /** dx += B·(dM·Uᵀ)·Bᵀ of a block of tiles */
    private void addInputs(float[][] dm, float[] ut, int first, int count, float[] dx, int dxOff) {
        float[][] dv = Workspace.planes(INPUT, points * points, block * channels);
        forPoints(p -> multiply(kernel.turned(), count, dm[p], ut, p, 0, dv[p]));
        forChunks(
                count,
                channels,
                (from, to) ->
                        maps.both(WinogradTransform::inputBack, dv, points, points, from * channels, to * channels));
        inputs.add(dv, first, 0, count, dx, dxOff);
    }

    /** c = a·b + β·c for whole planes, all columns of b. */
    private void multiply(Panels of, int rows, float[] a, float[] b, int point, float beta, float[] c) {
        of.multiply(gemm, rows, a, 0, of.k(), b, kernel.plane(point), 0, of.count(), beta, c, 0, of.n());
    }

    /** V = Bᵀ·d·B of a block of tiles. */
    private float[][] input(float[] x, int xOff, int first, int count) {
        float[][] v = Workspace.planes(INPUT, points * points, block * channels);
        forChunks(count, channels, (from, to) -> {
            inputs.read(x, xOff, first, from, to, v);
            maps.both(WinogradTransform::input, v, points, points, from * channels, to * channels);
        });
        return v;
    }

    /** dM = A·dy·Aᵀ of a block of tiles. */
    private float[][] outputGradients(Gradient dy, int first, int count) {
        float[][] dm = Workspace.planes(OUTPUT, points * points, block * filters);
        forChunks(count, filters, (from, to) -> {
            dy.read(first, from, to, dm);
            maps.both(WinogradTransform::outputBack, dm, m, points, from * filters, to * filters);
        });
        return dm;
    }
}
