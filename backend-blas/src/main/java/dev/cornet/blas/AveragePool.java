package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/** Average pooling over the real cells of the windows, row by row of {@link WindowGather}; tasks are bands of rows forward, images backward. */
final class AveragePool {
    private static final int PLANE = 2;
    private static final int SUM = 5;
    private static final int COUNT = 6;

    private final Window g;
    private final int channels;
    private final WindowGather cells;

    AveragePool(Window g, int channels) {
        this.g = g;
        this.channels = channels;
        this.cells = new WindowGather(g, channels);
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.pool(g, batch, channels, x, xOff, y, yOff);
        int row = cells.row();
        cells.rows(batch, (image, from, to) -> {
            float[] plane = Workspace.floats(PLANE, row);
            float[] sum = Workspace.floats(SUM, row);
            float[] count = columns();
            for (int p = from; p < to; p++) {
                Arrays.fill(sum, 0, row, 0f);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    cells.gather(x, xOff, image, p, 1, cell, 0f, plane);
                    add(sum, plane, row);
                }
                divide(sum, count, rows(p), row);
                System.arraycopy(sum, 0, y, yOff + (image * g.outHeight() + p) * row, row);
            }
        });
    }

    void backward(int batch, float[] dy, int dyOff, float[] dx, int dxOff) {
        ArgumentChecks.pool(g, batch, channels, dx, dxOff, dy, dyOff);
        int in = g.inputPixels() * channels;
        int row = cells.row();
        WorkerPool.shared().run(batch, image -> {
            Arrays.fill(dx, dxOff + image * in, dxOff + (image + 1) * in, 0f);
            float[] share = Workspace.floats(SUM, row);
            float[] count = columns();
            for (int p = 0; p < g.outHeight(); p++) {
                System.arraycopy(dy, dyOff + (image * g.outHeight() + p) * row, share, 0, row);
                divide(share, count, rows(p), row);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    cells.scatter(share, dx, dxOff, image, p, 1, cell);
                }
            }
        });
    }

    /** The real columns of each window of a row, for every channel. */
    private float[] columns() {
        float[] count = Workspace.floats(COUNT, cells.row());
        WindowAxis across = WindowAxis.columns(g);
        for (int q = 0; q < g.outWidth(); q++) {
            Arrays.fill(count, q * channels, (q + 1) * channels, across.real(q));
        }
        return count;
    }

    private float rows(int p) {
        return WindowAxis.rows(g).real(p);
    }

    private static void add(float[] sum, float[] plane, int row) {
        for (int i = 0; i < row; i++) {
            sum[i] += plane[i];
        }
    }

    private static void divide(float[] values, float[] columns, float rows, int row) {
        for (int i = 0; i < row; i++) {
            values[i] /= columns[i] * rows;
        }
    }
}
