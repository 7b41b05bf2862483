package dev.cornet.blas;

import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Winograd transform of a 3×3 convolution kernel and of its gradient. The transformed kernel has one plane for each point, packed in {@link
 * PanelLayout}.
 */
final class WinogradKernel {
    private static final Slot KERNEL = Slot.of();
    private static final Slot GRADIENT = Slot.of();
    private static final Slot ROWS = Slot.of();

    /** Height and width of the kernel. */
    private static final int SIDE = 3;

    /** The number of values of a plane that one task computes. */
    private static final int GRAIN = 4_096;

    private final WinogradTransform transform;
    private final int channels;
    private final int filters;
    private final int points;
    private final int size;
    private final PanelLayout panels;
    private final PanelLayout transposedPanels;
    // Cache keys of U and Uᵀ. Not records: the first hash code of a record takes the JVM 10 ms.
    private final Object directKey;
    private final Object transposedKey;

    WinogradKernel(WinogradTransform transform, int channels, int filters, NativeCallSize callSize) {
        this.transform = transform;
        this.channels = channels;
        this.filters = filters;
        this.points = transform.points();
        this.size = channels * filters;
        this.panels = PanelLayout.of(channels, filters, callSize);
        this.transposedPanels = PanelLayout.of(filters, channels, callSize);
        this.directKey = List.of(transform.outputs(), false);
        this.transposedKey = List.of(transform.outputs(), true);
    }

    /** Layout of the planes of U. */
    PanelLayout panels() {
        return panels;
    }

    /** Layout of the planes of Uᵀ. */
    PanelLayout transposedPanels() {
        return transposedPanels;
    }

    private int planes() {
        return points * points;
    }

    private float[] cell(float[][] planes, int cell) {
        return planes[cell / SIDE * points + cell % SIDE];
    }

    /** U = G·g·Gᵀ for each channel and filter. All planes are in one array, since a large array has its own pages on the heap. */
    float[] transformed(WeightsAndBias w) {
        return form(w.packed(), directKey, u -> fill(false, u, w.unscaled(), w.packed()));
    }

    /** Uᵀ (filters, channels): multiplying by it is faster than by U with the transpose flag of GEMM. */
    float[] transposed(WeightsAndBias w) {
        return form(w.packed(), transposedKey, ut -> fill(true, ut, w.unscaled(), null));
    }

    /** Index at which the plane of a point begins in U or Uᵀ. */
    int plane(int point) {
        return point * size;
    }

    /** A packed form of the kernel: from the cache if there is one, otherwise in workspace for this call. */
    private float[] form(@Nullable PackedWeights packed, Object key, Consumer<float[]> fill) {
        if (packed != null) {
            return packed.getOrCompute(key, 1, plane(planes()), form -> fill.accept(form[0]))[0];
        }
        float[] form = Workspace.floats(KERNEL, plane(planes()));
        fill.accept(form);
        return form;
    }

    private void fill(boolean transposed, float[] u, Tensor w, @Nullable PackedWeights packed) {
        PanelLayout layout = transposed ? transposedPanels : panels;
        WorkerPool.shared().range(layout.k(), Math.max(16, GRAIN / layout.n()), (from, to) -> {
            float[][] rows = Workspace.planes(ROWS, planes(), (to - from) * Math.min(layout.n(), layout.width()));
            for (int column = 0; column < layout.n(); column = layout.panelEnd(column)) {
                int width = layout.panelEnd(column) - column;
                int count = (to - from) * width;
                for (int cell = 0; cell < SIDE * SIDE; cell++) {
                    int first = cell * size;
                    if (transposed) {
                        transpose(w, first + column * filters, cell(rows, cell), width, from, to);
                    } else {
                        copy(w, first + column, packed, cell(rows, cell), width, from, to);
                    }
                }
                transform.apply2d(WinogradTransform::filter, rows, SIDE, points, 0, count);
                for (int p = 0; p < planes(); p++) {
                    System.arraycopy(rows[p], 0, u, plane(p) + column * layout.k() + from * width, count);
                }
            }
        });
    }

    /** Copies rows (channels) {@code from … to−1} of a panel of {@code width} filters, which begins with weight {@code first}. */
    private void copy(Tensor w, int first, @Nullable PackedWeights packed, float[] rows, int width, int from, int to) {
        for (int c = from; c < to; c++) {
            PackedWeights.copy(packed, w, first + c * filters, rows, (c - from) * width, width);
        }
    }

    /** Copies rows (filters) {@code from … to−1} of a panel of {@code width} channels, which begins with weight {@code first}. */
    private void transpose(Tensor w, int first, float[] rows, int width, int from, int to) {
        float[] ws = w.data();
        int wAt = w.offset() + first;
        for (int c = 0; c < width; c++) {
            for (int f = from; f < to; f++) {
                rows[(f - from) * width + c] = ws[wAt + c * filters + f];
            }
        }
    }

    /** Workspace for the partial sums of dU: plane p of a part has the index part·points² + p. */
    float[][] sums(int parts) {
        return Workspace.planes(GRADIENT, planes() * parts, size);
    }

    /** dw += Gᵀ·dU·G with dU the sum of the parts. */
    void addGradient(float[][] du, int parts, Tensor dw) {
        float[] dws = dw.data();
        WorkerPool.shared().range(size, GRAIN, (from, to) -> {
            for (int p = planes(); p < planes() * parts; p++) {
                VectorMath.add(du[p % planes()], du[p], from, to);
            }
            transform.apply2d(WinogradTransform::filterBackward, du, points, SIDE, from, to);
            for (int cell = 0; cell < SIDE * SIDE; cell++) {
                float[] d = cell(du, cell);
                int at = dw.offset() + cell * size;
                for (int i = from; i < to; i++) {
                    dws[at + i] += d[i];
                }
            }
        });
    }
}
