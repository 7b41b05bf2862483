package dev.cornet.blas;

import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The kernel of a convolution in Winograd's form, one plane for each point laid out in {@link Panels}, and the way back of its gradient. */
final class WinogradKernel {
    private static final int KERNEL = 0;
    private static final int KERNEL_SUM = 3;
    private static final int ROWS = 6;

    /** 3×3 */
    private static final int SIDE = 3;

    /** Values of a plane that a task takes. */
    private static final int GRAIN = 4_096;

    private final WinogradTransform maps;
    private final int channels;
    private final int filters;
    private final int points;
    private final int size;
    private final Panels panels;
    private final Panels turned;
    // What tells the forms kept apart: no records, whose first hash costs the JVM 10 ms.
    private final Object straight;
    private final Object transposed;

    WinogradKernel(WinogradTransform maps, int channels, int filters) {
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

    /** U = G·g·Gᵀ of each channel and filter, the planes of all points in one array: the heap gives a large array pages of its own. */
    float[] transformed(float[] w, int wOff, @Nullable PackedWeights kept) {
        return form(kept, straight, u -> fill(false, u, w, wOff, kept));
    }

    /** Uᵀ (filters, channels): products with it are faster than those that read U across. */
    float[] transposed(float[] w, int wOff, @Nullable PackedWeights kept) {
        return form(kept, transposed, ut -> fill(true, ut, w, wOff, null));
    }

    /** Where the plane of a point begins in U or Uᵀ. */
    int plane(int point) {
        return point * size;
    }

    /** A form of the kernel, kept or for this call alone. */
    private float[] form(@Nullable PackedWeights kept, Object form, Consumer<float[]> make) {
        if (kept != null) {
            return kept.planes(form, 1, plane(planes()), made -> make.accept(made[0]))[0];
        }
        float[] made = Workspace.floats(KERNEL, plane(planes()));
        make.accept(made);
        return made;
    }

    private void fill(boolean transposed, float[] u, float[] w, int wOff, @Nullable PackedWeights kept) {
        Panels laid = transposed ? turned : panels;
        WorkerPool.shared().range(laid.k(), Math.max(16, GRAIN / laid.n()), (from, to) -> {
            float[][] rows = Workspace.planes(ROWS, planes(), (to - from) * Panels.WIDTH);
            for (int panel = 0; panel < laid.count(); panel++) {
                int column = laid.column(panel);
                int width = laid.column(panel + 1) - column;
                int count = (to - from) * width;
                for (int cell = 0; cell < SIDE * SIDE; cell++) {
                    int cellAt = wOff + cell * size;
                    if (transposed) {
                        transpose(w, cellAt + column * filters, cell(rows, cell), width, from, to);
                    } else {
                        copy(w, cellAt, column, kept, cell(rows, cell), width, from, to);
                    }
                }
                maps.both(WinogradTransform::filter, rows, SIDE, points, 0, count);
                for (int p = 0; p < planes(); p++) {
                    System.arraycopy(rows[p], 0, u, plane(p) + column * laid.k() + from * width, count);
                }
            }
        });
    }

    /** Rows {@code from … to−1} of a panel of {@code width} filters. */
    private void copy(
            float[] w, int wAt, int column, @Nullable PackedWeights kept, float[] rows, int width, int from, int to) {
        for (int c = from; c < to; c++) {
            PackedWeights.copy(kept, w, wAt, c * filters + column, rows, (c - from) * width, width);
        }
    }

    /** Rows {@code from … to−1}, filters, of a panel of {@code width} channels. */
    private void transpose(float[] w, int wAt, float[] rows, int width, int from, int to) {
        for (int c = 0; c < width; c++) {
            for (int f = from; f < to; f++) {
                rows[(f - from) * width + c] = w[wAt + c * filters + f];
            }
        }
    }

    /** Space for dU, in parts that are formed beside each other: plane p of a part at part·points² + p. */
    float[][] sums(int parts) {
        return Workspace.planes(KERNEL_SUM, planes() * parts, size);
    }

    /** dw += Gᵀ·dU·G of the parts' sum */
    void addGradient(float[][] du, int parts, float[] dw, int dwOff) {
        WorkerPool.shared().range(size, GRAIN, (from, to) -> {
            for (int p = planes(); p < planes() * parts; p++) {
                VectorMath.add(du[p % planes()], du[p], from, to);
            }
            maps.both(WinogradTransform::filterBack, du, points, SIDE, from, to);
            for (int cell = 0; cell < SIDE * SIDE; cell++) {
                float[] d = cell(du, cell);
                int at = dwOff + cell * size;
                for (int i = from; i < to; i++) {
                    dw[at + i] += d[i];
                }
            }
        });
    }
}
