package dev.cornet.blas;

import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/** The gradient of a kernel as a sum over the images of a batch: in parts, by sizes alone, that are added in order. */
final class KernelGradientReduction {
    private static final int PARTIAL = 1;
    private static final int PARTS = 8;

    /** Values of all parts' sums: 16 MB. Copies of a large kernel would cost more than they bring. */
    private static final int VALUES = 1 << 22;

    private KernelGradientReduction() {}

    /** dw[dwOff …] += the gradient from these images */
    interface Part {
        void add(int fromImage, int toImage, float[] dw, int dwOff);
    }

    static void run(int batch, int size, float[] dw, int dwOff, Part part) {
        int fitting = Math.max(1, VALUES / Math.max(1, size));
        int parts = WorkerPool.inside() ? 1 : Math.max(1, Math.min(Math.min(PARTS, batch), fitting));
        if (parts == 1) {
            part.add(0, batch, dw, dwOff);
            return;
        }
        float[] sums = Workspace.floats(PARTIAL, parts * size);
        WorkerPool.shared().run(parts, p -> {
            Arrays.fill(sums, p * size, (p + 1) * size, 0f);
            part.add((int) ((long) p * batch / parts), (int) ((long) (p + 1) * batch / parts), sums, p * size);
        });
        WorkerPool.shared().range(size, 8_192, (from, to) -> {
            for (int p = 0; p < parts; p++) {
                for (int i = from; i < to; i++) {
                    dw[dwOff + i] += sums[p * size + i];
                }
            }
        });
    }
}
