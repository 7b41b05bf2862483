package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 3×3 convolutions of stride 1 in Winograd's form: the image is cut into tiles of m×m outputs; at each of the (m+2)² points the tiles'
 * transformed inputs V (tiles, channels) are multiplied with the transformed kernel U (channels, filters): M = V·U, and M goes back to
 * outputs. The gradients are the same products turned round: dV = dM·Uᵀ, dU = Vᵀ·dM.
 *
 * <p>A plane holds one point's values of a block of tiles, so all transforms run over long arrays with one index. Blocks are cut by sizes
 * alone. Either each block is a task of its own, with all its planes in one core's cache, or, where U is too large for that, blocks follow
 * each other and each shares its own steps out over the pool.
 */
final class Winograd implements ConvKernel {
    private static final int KERNEL = 0;
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int KERNEL_SUM = 3;

    /** Values of all planes of a block that is a task: 640 KB. */
    private static final int BLOCK_VALUES = 160_000;

    private static final int LEAST_TILES = 32;
    private static final int SHARED_TILES = 256;

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
    private final WinogradMaps maps;
    private final Window g;
    private final int batch;
    private final int channels;
    private final int filters;
    private final int m;
    private final int points;
    private final int tilesDown;
    private final int tilesAcross;
    private final int tiles;
    private final boolean shared;
    private final int block;
    private final float[] zeros;

    Winograd(Gemm gemm, WinogradMaps maps, Window g, int batch, int channels, int filters) {
        this.gemm = gemm;
        this.maps = maps;
        this.g = g;
        this.batch = batch;
        this.channels = channels;
        this.filters = filters;
        this.m = maps.outputs();
        this.points = maps.points();
        this.tilesDown = (g.outHeight() + m - 1) / m;
        this.tilesAcross = (g.outWidth() + m - 1) / m;
        this.tiles = batch * tilesDown * tilesAcross;
        this.zeros = Scratch.zeros(Math.max(channels, filters)); // short runs are copied faster than filled
        this.shared = channels * filters > LARGE_KERNEL;
        int fitting = BLOCK_VALUES / (points * points * (channels + filters)) / 8 * 8;
        this.block = Math.min(tiles, shared ? SHARED_TILES : Math.max(LEAST_TILES, fitting));
    }

    private interface Block {
        void run(int first, int count);
    }

    private void forBlocks(int from, int to, Block body) {
        int blocks = (to - from + block - 1) / block;
        if (shared) {
            for (int b = 0; b < blocks; b++) {
                body.run(from + b * block, Math.min(block, to - from - b * block));
            }
        } else {
            Pool.shared().run(blocks, b -> body.run(from + b * block, Math.min(block, to - from - b * block)));
        }
    }

    /** Runs the tiles of a block in chunks: alone within a task, on all cores otherwise. */
    private void forChunks(int count, int depth, Pool.Range body) {
        int values = Math.max(LEAST_LOOP, CHUNK_VALUES / (points * points));
        Pool.shared().range(count, Math.max(1, values / depth), body);
    }

    private interface Point {
        void run(int point);
    }

    private void forPoints(Point body) {
        Pool.shared().run(points * points, body::run);
    }

    @Override
    public void forward(
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        float[][] u = kernel(w, wOff);
        forBlocks(0, tiles, (first, count) -> {
            float[][] v = input(x, xOff, first, count);
            float[][] product = Scratch.planes(OUTPUT, points * points, block * filters);
            forPoints(p -> {
                boolean carriesBias = bias != null && p == points + 1; // its part in each of the tile's outputs is 1
                for (int t = 0; carriesBias && t < count; t++) {
                    System.arraycopy(bias, biasOff, product[p], t * filters, filters);
                }
                multiply(
                        false,
                        false,
                        count,
                        filters,
                        channels,
                        v[p],
                        channels,
                        u[p],
                        filters,
                        carriesBias ? 1 : 0,
                        product[p]);
            });
            forChunks(count, filters, (from, to) -> {
                maps.both(maps::output, product, points, m, from * filters, to * filters);
                for (int t = from; t < to; t++) {
                    writeTile(product, t, first + t, epilogue, y, yOff);
                }
            });
        });
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        float[][] u = kernel(w, wOff);
        int perImage = tilesDown * tilesAcross;
        // Tiles overlap on dx, so an image belongs to one task.
        if (shared) {
            Arrays.fill(dx, dxOff, dxOff + batch * g.inputPixels() * channels, 0f);
            forBlocks(0, tiles, (first, count) -> {
                float[][] v = inputGradient(dy, dyOff, u, first, count);
                for (int t = 0; t < count; t++) {
                    addTile(v, t, first + t, dx, dxOff);
                }
            });
            return;
        }
        Pool.shared().run(batch, image -> {
            int at = dxOff + image * g.inputPixels() * channels;
            Arrays.fill(dx, at, at + g.inputPixels() * channels, 0f);
            forBlocks(image * perImage, (image + 1) * perImage, (first, count) -> {
                float[][] v = inputGradient(dy, dyOff, u, first, count);
                for (int t = 0; t < count; t++) {
                    addTile(v, t, first + t, dx, dxOff);
                }
            });
        });
    }

    private float[][] inputGradient(float[] dy, int dyOff, float[][] u, int first, int count) {
        float[][] dm = outputGradient(dy, dyOff, first, count);
        float[][] v = Scratch.planes(INPUT, points * points, block * channels);
        forPoints(p -> multiply(false, true, count, channels, filters, dm[p], filters, u[p], filters, 0, v[p]));
        forChunks(
                count,
                channels,
                (from, to) -> maps.both(maps::inputBack, v, points, points, from * channels, to * channels));
        return v;
    }

    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        int size = channels * filters;
        int all = points * points * size;
        int parts = shared || Pool.inside() ? 1 : Math.max(1, Math.min(Math.min(PARTS, batch), PART_VALUES / all));
        float[][] du = Scratch.planes(KERNEL_SUM, points * points * parts, size);
        Pool.shared().run(parts, part -> {
            int from = (int) ((long) part * batch / parts) * tilesDown * tilesAcross;
            int to = (int) ((long) (part + 1) * batch / parts) * tilesDown * tilesAcross;
            for (int first = from; first < to; first += block) {
                int start = first;
                int count = Math.min(block, to - first);
                float[][] v = input(x, xOff, start, count);
                float[][] dm = outputGradient(dy, dyOff, start, count);
                forPoints(p -> multiply(
                        true,
                        false,
                        channels,
                        filters,
                        count,
                        v[p],
                        channels,
                        dm[p],
                        filters,
                        start == from ? 0 : 1,
                        du[part * points * points + p]));
            }
        });
        Pool.shared().range(size, 4_096, (from, to) -> {
            for (int part = 1; part < parts; part++) {
                for (int p = 0; p < points * points; p++) {
                    add(du[p], du[part * points * points + p], from, to);
                }
            }
            maps.both(maps::filterBack, du, points, 3, from, to);
            for (int cell = 0; cell < 9; cell++) {
                float[] d = du[cell / 3 * points + cell % 3];
                int at = dwOff + cell * size;
                for (int i = from; i < to; i++) {
                    dw[at + i] += d[i];
                }
            }
        });
    }

    private static void add(float[] y, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }

    /** c = op(a)·op(b) + β·c for whole planes, c without gaps. */
    private void multiply(
            boolean ta,
            boolean tb,
            int rows,
            int columns,
            int depth,
            float[] a,
            int lda,
            float[] b,
            int ldb,
            float beta,
            float[] c) {
        gemm.run(ta, tb, rows, columns, depth, 1, a, 0, lda, b, 0, ldb, beta, c, 0, columns);
    }

    /** U = G·g·Gᵀ of each channel and filter. */
    private float[][] kernel(float[] w, int wOff) {
        int size = channels * filters;
        float[][] u = Scratch.planes(KERNEL, points * points, size);
        Pool.shared().range(size, 4_096, (from, to) -> {
            for (int cell = 0; cell < 9; cell++) {
                System.arraycopy(w, wOff + cell * size + from, u[cell / 3 * points + cell % 3], from, to - from);
            }
            maps.both(maps::filter, u, 3, points, from, to);
        });
        return u;
    }

    /** V = Bᵀ·d·B of a block of tiles. */
    private float[][] input(float[] x, int xOff, int first, int count) {
        float[][] v = Scratch.planes(INPUT, points * points, block * channels);
        forChunks(count, channels, (from, to) -> {
            for (int t = from; t < to; t++) {
                readTile(x, xOff, first + t, v, t);
            }
            maps.both(maps::input, v, points, points, from * channels, to * channels);
        });
        return v;
    }

    /** dM = A·dy·Aᵀ of a block of tiles. */
    private float[][] outputGradient(float[] dy, int dyOff, int first, int count) {
        float[][] dm = Scratch.planes(OUTPUT, points * points, block * filters);
        forChunks(count, filters, (from, to) -> {
            for (int t = from; t < to; t++) {
                readOutputs(dy, dyOff, first + t, dm, t);
            }
            maps.both(maps::outputBack, dm, m, points, from * filters, to * filters);
        });
        return dm;
    }

    private int image(int tile) {
        return tile / (tilesDown * tilesAcross);
    }

    /** The first output row of a tile. */
    private int row(int tile) {
        return tile / tilesAcross % tilesDown * m;
    }

    private int column(int tile) {
        return tile % tilesAcross * m;
    }

    private void readTile(float[] x, int xOff, int tile, float[][] v, int t) {
        int top = row(tile) - g.padTop();
        int left = column(tile) - g.padLeft();
        for (int i = 0; i < points; i++) {
            int h = top + i;
            boolean real = h >= 0 && h < g.height();
            int at = xOff + ((image(tile) * g.height() + h) * g.width() + left) * channels;
            for (int j = 0; j < points; j++) {
                if (real && left + j >= 0 && left + j < g.width()) {
                    System.arraycopy(x, at + j * channels, v[i * points + j], t * channels, channels);
                } else {
                    System.arraycopy(zeros, 0, v[i * points + j], t * channels, channels);
                }
            }
        }
    }

    private void addTile(float[][] v, int t, int tile, float[] dx, int dxOff) {
        int top = row(tile) - g.padTop();
        int left = column(tile) - g.padLeft();
        for (int i = Math.max(0, -top); i < Math.min(points, g.height() - top); i++) {
            int at = dxOff + ((image(tile) * g.height() + top + i) * g.width() + left) * channels;
            for (int j = Math.max(0, -left); j < Math.min(points, g.width() - left); j++) {
                addPixel(v[i * points + j], t * channels, dx, at + j * channels, channels);
            }
        }
    }

    private static void addPixel(float[] v, int from, float[] dx, int to, int channels) {
        for (int c = 0; c < channels; c++) {
            dx[to + c] += v[from + c];
        }
    }

    private void readOutputs(float[] dy, int dyOff, int tile, float[][] dm, int t) {
        int p = row(tile);
        int q = column(tile);
        for (int i = 0; i < m; i++) {
            int at = dyOff + ((image(tile) * g.outHeight() + p + i) * g.outWidth() + q) * filters;
            for (int j = 0; j < m; j++) {
                if (p + i < g.outHeight() && q + j < g.outWidth()) {
                    System.arraycopy(dy, at + j * filters, dm[i * points + j], t * filters, filters);
                } else {
                    System.arraycopy(zeros, 0, dm[i * points + j], t * filters, filters);
                }
            }
        }
    }

    private void writeTile(float[][] product, int t, int tile, Epilogue epilogue, float[] y, int yOff) {
        int p = row(tile);
        int q = column(tile);
        for (int i = 0; i < Math.min(m, g.outHeight() - p); i++) {
            int columns = Math.min(m, g.outWidth() - q);
            int at = yOff + ((image(tile) * g.outHeight() + p + i) * g.outWidth() + q) * filters;
            for (int j = 0; j < columns; j++) {
                System.arraycopy(product[i * points + j], t * filters, y, at + j * filters, filters);
            }
            Im2col.finish(y, at, columns * filters, epilogue);
        }
    }
}
