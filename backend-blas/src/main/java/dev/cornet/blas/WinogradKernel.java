package dev.cornet.blas;

import dev.cornet.backend.Pool;
import dev.cornet.backend.Prepared;
import dev.cornet.backend.Scratch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The kernel of a convolution in Winograd's form, one plane (channels, filters) for each point, and the way back of its gradient. */
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

    WinogradKernel(WinogradMaps maps, int channels, int filters) {
        this.maps = maps;
        this.channels = channels;
        this.filters = filters;
        this.points = maps.points();
        this.size = channels * filters;
    }

    /** Which form is kept: that of F(m×m, 3×3), or its transpose. */
    private record Form(int m, boolean transposed) {}

    private int planes() {
        return points * points;
    }

    private float[] cell(float[][] planes, int cell) {
        return planes[cell / SIDE * points + cell % SIDE];
    }

    /** U = G·g·Gᵀ of each channel and filter. */
    float[][] transformed(float[] w, int wOff, @Nullable Prepared kept) {
        return form(kept, false, u -> fill(u, w, wOff));
    }

    /** Uᵀ (filters, channels): products with it are faster than those that read U across. */
    float[][] transposed(float[] w, int wOff, @Nullable Prepared kept) {
        return form(kept, true, ut -> fillTransposed(ut, w, wOff));
    }

    /** A form of the kernel, kept or for this call alone. */
    private float[][] form(@Nullable Prepared kept, boolean transposed, Consumer<float[][]> make) {
        if (kept != null) {
            return kept.planes(new Form(maps.outputs(), transposed), planes(), size, make);
        }
        float[][] planes = Scratch.planes(KERNEL, planes(), size);
        make.accept(planes);
        return planes;
    }

    private void fill(float[][] u, float[] w, int wOff) {
        Pool.shared().range(size, GRAIN, (from, to) -> {
            for (int cell = 0; cell < SIDE * SIDE; cell++) {
                System.arraycopy(w, wOff + cell * size + from, cell(u, cell), from, to - from);
            }
            maps.both(WinogradMaps::filter, u, SIDE, points, from, to);
        });
    }

    private void fillTransposed(float[][] ut, float[] w, int wOff) {
        Pool.shared().range(filters, Math.max(16, GRAIN / channels), (from, to) -> {
            for (int cell = 0; cell < SIDE * SIDE; cell++) {
                float[] plane = cell(ut, cell);
                for (int c = 0; c < channels; c++) {
                    int at = wOff + cell * size + c * filters;
                    for (int f = from; f < to; f++) {
                        plane[f * channels + c] = w[at + f];
                    }
                }
            }
            maps.both(WinogradMaps::filter, ut, SIDE, points, from * channels, to * channels);
        });
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
