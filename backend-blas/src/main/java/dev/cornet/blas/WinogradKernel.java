package dev.cornet.blas;

import dev.cornet.backend.Pool;
import dev.cornet.backend.Prepared;
import dev.cornet.backend.Scratch;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The kernel of a convolution in Winograd's form, one plane for each point laid out in {@link Panels}, and the way back of its gradient. */
final class WinogradKernel {
    private static final int KERNEL = 0;
    private static final int KERNEL_SUM = 3;

    /** 3×3 */
    private static final int SIDE = 3;

    /** Values of a plane that a task takes. */
    private static final int GRAIN = 4_096;

    private final WinogradMaps maps;
    private final int channels;
    private final int filters;
    private final int points;
    private final int size;
    private final Panels panels;
    private final Panels turned;
    // What tells the forms kept apart: no records, whose first hash costs the JVM 10 ms.
    private final Object straight;
    private final Object transposed;

    WinogradKernel(WinogradMaps maps, int channels, int filters) {
        this.maps = maps;
        this.channels = channels;
        this.filters = filters;
        this.points = maps.points();
        this.size = channels * filters;
        this.panels = new Panels(channels, filters);
        this.turned = new Panels(filters, channels);
        this.straight = List.of(maps.outputs(), false);
        this.transposed = List.of(maps.outputs(), true);
    }

    /** How planes of U lie. */
    Panels panels() {
        return panels;
    }

    /** How planes of Uᵀ lie. */
    Panels turned() {
        return turned;
    }

    private int planes() {
        return points * points;
    }

    private float[] cell(float[][] planes, int cell) {
        return planes[cell / SIDE * points + cell % SIDE];
    }

    /** U = G·g·Gᵀ of each channel and filter. */
    float[][] transformed(float[] w, int wOff, @Nullable Prepared kept) {
        return planes(kept, straight, u -> fill(false, u, w, wOff, kept));
    }

    /** Uᵀ (filters, channels): products with it are faster than those that read U across. */
    float[][] transposed(float[] w, int wOff, @Nullable Prepared kept) {
        return planes(kept, transposed, ut -> fill(true, ut, w, wOff, null));
    }

    /** A form of the kernel, kept or for this call alone. */
    private float[][] planes(@Nullable Prepared kept, Object form, Consumer<float[][]> make) {
        if (kept != null) {
            return kept.planes(form, planes(), size, make);
        }
        float[][] planes = Scratch.planes(KERNEL, planes(), size);
        make.accept(planes);
        return planes;
    }

    private void fill(boolean transposed, float[][] u, float[] w, int wOff, @Nullable Prepared kept) {
        Panels laid = transposed ? turned : panels;
        Pool.shared().range(laid.k(), Math.max(16, GRAIN / laid.n()), (from, to) -> {
            for (int panel = 0; panel < laid.count(); panel++) {
                int column = laid.column(panel);
                int width = laid.column(panel + 1) - column;
                int at = column * laid.k();
                for (int cell = 0; cell < SIDE * SIDE; cell++) {
                    float[] plane = cell(u, cell);
                    int cellAt = wOff + cell * size;
                    if (transposed) {
                        transpose(w, cellAt + column * filters, plane, at, width, from, to);
                    } else {
                        copy(w, cellAt, column, kept, plane, at, width, from, to);
                    }
                }
                maps.both(WinogradMaps::filter, u, SIDE, points, at + from * width, at + to * width);
            }
        });
    }

    /** Rows {@code from … to−1} of a panel of {@code width} filters. */
    private void copy(
            float[] w,
            int wAt,
            int column,
            @Nullable Prepared kept,
            float[] panel,
            int at,
            int width,
            int from,
            int to) {
        for (int c = from; c < to; c++) {
            Prepared.copy(kept, w, wAt, c * filters + column, panel, at + c * width, width);
        }
    }

    /** Rows {@code from … to−1}, filters, of a panel of {@code width} channels. */
    private void transpose(float[] w, int wAt, float[] panel, int at, int width, int from, int to) {
        for (int c = 0; c < width; c++) {
            for (int f = from; f < to; f++) {
                panel[at + f * width + c] = w[wAt + c * filters + f];
            }
        }
    }

    /** Space for dU, in parts that are formed beside each other: plane p of a part at part·points² + p. */
    float[][] sums(int parts) {
        return Scratch.planes(KERNEL_SUM, planes() * parts, size);
    }

    /** dw += Gᵀ·dU·G of the parts' sum */
    void addGradient(float[][] du, int parts, float[] dw, int dwOff) {
        Pool.shared().range(size, GRAIN, (from, to) -> {
            for (int p = planes(); p < planes() * parts; p++) {
                add(du[p % planes()], du[p], from, to);
            }
            maps.both(WinogradMaps::filterBack, du, points, SIDE, from, to);
            for (int cell = 0; cell < SIDE * SIDE; cell++) {
                float[] d = cell(du, cell);
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
}
