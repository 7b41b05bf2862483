package dev.cornet.blas;

import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Depthwise convolution, NHWC, in loops over channels and pixels together, which the JIT compiler vectorises.
 *
 * <p>The rows of the result are cut into tiles of whole pixels, about a thousand values ({@link DepthwiseTile}); a task computes one tile
 * column of a band of rows of an image. The division depends on sizes alone. For a depth multiplier above 1 each input value is first
 * repeated, so that every filter has an input channel of its own.
 */
final class DepthwiseConv implements ConvKernel {
    private static final int BAND_ROWS = 28;
    private static final int MAX_PARTS = 8;

    /** The largest number of values of all partial sums of the kernel gradient: 16 MB. */
    private static final int MAX_SUM_VALUES = 1 << 22;

    private static final Slot REPEATED = Slot.of();

    private final Window window;
    private final int batch;
    private final int channels;
    private final int multiplier;
    private final int filters;
    private final WindowAxis down;
    private final WindowAxis across;

    DepthwiseConv(ConvShape shape, int batch) {
        this.window = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.multiplier = shape.groupFilters();
        this.filters = shape.filters();
        this.down = WindowAxis.rows(window);
        this.across = WindowAxis.columns(window);
    }

    /** A task on one tile of some rows of one image of the result. */
    private interface TileTask {
        void run(DepthwiseTile tile, int image, int fromRow, int toRow);
    }

    private void forEachTile(WindowAxis down, WindowAxis across, TileTask body) {
        int width = DepthwiseTile.pixels(filters);
        int tiles = (across.size() + width - 1) / width;
        int bands = (down.size() + BAND_ROWS - 1) / BAND_ROWS;
        WorkerPool.shared().run(Math.multiplyExact(batch, tiles * bands), task -> {
            int first = task % tiles * width;
            int row = task / tiles % bands * BAND_ROWS;
            DepthwiseTile tile =
                    new DepthwiseTile(down, across, first, Math.min(width, across.size() - first), filters);
            body.run(tile, task / tiles / bands, row, Math.min(row + BAND_ROWS, down.size()));
        });
    }

    @Override
    public void forward(Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        forEachTile(down, across, (tile, image, from, to) -> {
            float[][] kernel = tile.kernel(w.unscaled());
            float[] biasRow = tile.repeat(w.bias());
            float[] sum = tile.sum();
            DepthwiseTile.RowSource rows = input(x, image);
            for (int p = from; p < to; p++) {
                System.arraycopy(biasRow, 0, sum, 0, tile.length());
                tile.addProducts(p, rows, kernel, sum);
                epilogue.apply(sum, 0, tile.length());
                int at = y.offset() + ((image * window.outHeight() + p) * window.outWidth() + tile.first()) * filters;
                System.arraycopy(sum, 0, y.data(), at, tile.length());
            }
        });
    }

    /** The rows of an image of x, each channel repeated once for each of its filters. */
    private DepthwiseTile.RowSource input(Tensor x, int image) {
        float[] xs = x.data();
        int row = window.width() * channels;
        int at = x.offset() + image * window.height() * row;
        if (multiplier == 1) {
            return (h, consumer) -> consumer.accept(xs, at + h * row);
        }
        return (h, consumer) -> {
            float[] repeated = Workspace.floats(REPEATED, row * multiplier);
            for (int i = 0; i < row; i++) {
                Arrays.fill(repeated, i * multiplier, (i + 1) * multiplier, xs[at + h * row + i]);
            }
            consumer.accept(repeated, 0);
        };
    }

    @Override
    public void backwardInput(Tensor dy, Tensor w, Tensor dx) {
        float[] dys = dy.data();
        int row = window.outWidth() * filters;
        forEachTile(down.toBackward(), across.toBackward(), (tile, image, from, to) -> {
            float[][] kernel = tile.kernel(w);
            float[] sum = tile.sum();
            int at = dy.offset() + image * window.outHeight() * row;
            DepthwiseTile.RowSource rows = (p, consumer) -> consumer.accept(dys, at + p * row);
            for (int h = from; h < to; h++) {
                Arrays.fill(sum, 0, tile.length(), 0f);
                tile.addProducts(h, rows, kernel, sum);
                int dxAt = dx.offset() + ((image * window.height() + h) * window.width() + tile.first()) * channels;
                sumOverFilters(sum, tile.length() / multiplier, dx.data(), dxAt);
            }
        });
    }

    /** dx at each channel = the sum over its filters. */
    private void sumOverFilters(float[] sum, int count, float[] dx, int at) {
        if (multiplier == 1) {
            System.arraycopy(sum, 0, dx, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            float s = 0;
            for (int m = 0; m < multiplier; m++) {
                s += sum[i * multiplier + m];
            }
            dx[at + i] = s;
        }
    }

    /** Computes one partial sum for each tile and part of the batch, and adds the partial sums in order. */
    @Override
    public void backwardKernel(Tensor x, Tensor dy, Tensor dw) {
        float[] dws = dw.data();
        int width = DepthwiseTile.pixels(filters);
        int tiles = (across.size() + width - 1) / width;
        int size = window.kernelCells() * filters;
        int fittingParts = Math.max(1, MAX_SUM_VALUES / Math.max(1, tiles * size));
        int parts = Math.min(batch, WorkerPool.isInsideTask() ? 1 : Math.min(MAX_PARTS, fittingParts));
        float[] sums = Workspace.floats(ConvSlots.SUMS, Math.multiplyExact(parts * tiles, size));
        WorkerPool.shared().run(parts * tiles, task -> {
            int first = task % tiles * width;
            DepthwiseTile tile =
                    new DepthwiseTile(down, across, first, Math.min(width, across.size() - first), filters);
            float[][] products = tile.kernel(null);
            int part = task / tiles;
            int to = (int) ((long) (part + 1) * batch / parts);
            for (int image = (int) ((long) part * batch / parts); image < to; image++) {
                DepthwiseTile.RowSource rows = input(x, image);
                tile.invalidate();
                for (int p = 0; p < window.outHeight(); p++) {
                    int at = dy.offset() + ((image * window.outHeight() + p) * window.outWidth() + first) * filters;
                    tile.addGradient(p, rows, dy.data(), at, products);
                }
            }
            tile.sumPixels(products, sums, task * size);
        });
        WorkerPool.shared().range(size, 4_096, (from, to) -> {
            for (int task = 0; task < parts * tiles; task++) {
                for (int i = from; i < to; i++) {
                    dws[dw.offset() + i] += sums[task * size + i];
                }
            }
        });
    }
}
