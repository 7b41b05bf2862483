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
 * Depthwise convolutions, NHWC, in loops that the compiler turns into vector instructions over channels and pixels together.
 *
 * <p>The rows of the result are cut into pieces of whole pixels, about a thousand values ({@link DepthwiseTile}); tasks are pieces of bands of rows
 * of images, by sizes alone. A multiplier above 1 is one channel each after the input's rows have been widened.
 */
final class DepthwiseConv implements ConvKernel {
    private static final int BAND = 28;
    private static final int PARTS = 8;
    /** Floats of all partial sums of a kernel's gradient: 16 MB. */
    private static final int MOST_SUMS = 1 << 22;

    private static final int WIDE = 2;
    private static final int SUMS = 1;

    private final Window g;
    private final int batch;
    private final int channels;
    private final int multiplier;
    private final int filters;
    private final WindowAxis down;
    private final WindowAxis across;

    DepthwiseConv(ConvShape shape, int batch) {
        this.g = shape.window();
        this.batch = batch;
        this.channels = shape.channels();
        this.multiplier = shape.groupFilters();
        this.filters = shape.filters();
        this.down = WindowAxis.rows(g);
        this.across = WindowAxis.columns(g);
    }

    /** Work on one piece of some rows of one image of the result. */
    private interface Work {
        void run(DepthwiseTile piece, int image, int fromRow, int toRow);
    }

    private void pieces(WindowAxis down, WindowAxis across, Work work) {
        int width = DepthwiseTile.pixels(filters);
        int pieces = (across.size() + width - 1) / width;
        int bands = (down.size() + BAND - 1) / BAND;
        WorkerPool.shared().run(Math.multiplyExact(batch, pieces * bands), task -> {
            int first = task % pieces * width;
            int row = task / pieces % bands * BAND;
            DepthwiseTile piece =
                    new DepthwiseTile(down, across, first, Math.min(width, across.size() - first), filters);
            work.run(piece, task / pieces / bands, row, Math.min(row + BAND, down.size()));
        });
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
        pieces(down, across, (piece, image, from, to) -> {
            float[][] kernel = piece.kernel(w, wOff);
            float[] start = piece.along(bias, biasOff);
            float[] sum = piece.sum();
            DepthwiseTile.Rows rows = input(x, xOff, image);
            for (int p = from; p < to; p++) {
                System.arraycopy(start, 0, sum, 0, piece.length());
                piece.addProducts(p, rows, kernel, sum);
                epilogue.apply(sum, 0, piece.length());
                int at = yOff + ((image * g.outHeight() + p) * g.outWidth() + piece.first()) * filters;
                System.arraycopy(sum, 0, y, at, piece.length());
            }
        });
    }

    /** The rows of an image of x, one channel for each filter. */
    private DepthwiseTile.Rows input(float[] x, int xOff, int image) {
        int row = g.width() * channels;
        int at = xOff + image * g.height() * row;
        if (multiplier == 1) {
            return (h, planes) -> planes.take(x, at + h * row);
        }
        return (h, planes) -> {
            float[] wide = Workspace.floats(WIDE, row * multiplier);
            for (int i = 0; i < row; i++) {
                Arrays.fill(wide, i * multiplier, (i + 1) * multiplier, x[at + h * row + i]);
            }
            planes.take(wide, 0);
        };
    }

    @Override
    public void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        int row = g.outWidth() * filters;
        pieces(down.back(), across.back(), (piece, image, from, to) -> {
            float[][] kernel = piece.kernel(w, wOff);
            float[] sum = piece.sum();
            int at = dyOff + image * g.outHeight() * row;
            DepthwiseTile.Rows rows = (p, planes) -> planes.take(dy, at + p * row);
            for (int h = from; h < to; h++) {
                Arrays.fill(sum, 0, piece.length(), 0f);
                piece.addProducts(h, rows, kernel, sum);
                int to1 = dxOff + ((image * g.height() + h) * g.width() + piece.first()) * channels;
                narrow(sum, piece.length() / multiplier, dx, to1);
            }
        });
    }

    /** The sums over the filters of each channel. */
    private void narrow(float[] sum, int count, float[] dx, int at) {
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

    /** Partial sums for each piece and part of the images, added up in their order. */
    @Override
    public void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        int width = DepthwiseTile.pixels(filters);
        int pieces = (across.size() + width - 1) / width;
        int size = g.kernelCells() * filters;
        int fitting = Math.max(1, MOST_SUMS / Math.max(1, pieces * size));
        int parts = Math.min(batch, WorkerPool.inside() ? 1 : Math.min(PARTS, fitting));
        float[] sums = Workspace.floats(SUMS, Math.multiplyExact(parts * pieces, size));
        WorkerPool.shared().run(parts * pieces, task -> {
            int first = task % pieces * width;
            DepthwiseTile piece =
                    new DepthwiseTile(down, across, first, Math.min(width, across.size() - first), filters);
            float[][] products = piece.kernel(null, 0);
            int part = task / pieces;
            int to = (int) ((long) (part + 1) * batch / parts);
            for (int image = (int) ((long) part * batch / parts); image < to; image++) {
                DepthwiseTile.Rows rows = input(x, xOff, image);
                piece.forget();
                for (int p = 0; p < g.outHeight(); p++) {
                    int at = dyOff + ((image * g.outHeight() + p) * g.outWidth() + first) * filters;
                    piece.addGradient(p, rows, dy, at, products);
                }
            }
            piece.sumPixels(products, sums, task * size);
        });
        WorkerPool.shared().range(size, 4_096, (from, to) -> {
            for (int task = 0; task < parts * pieces; task++) {
                for (int i = from; i < to; i++) {
                    dw[dwOff + i] += sums[task * size + i];
                }
            }
        });
    }
}
