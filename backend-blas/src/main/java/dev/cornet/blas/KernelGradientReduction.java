package dev.cornet.blas;

import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** Sum of a weight gradient over the images of a batch: partial sums over parts of the batch, cut by sizes alone, are added in order. */
final class KernelGradientReduction {
    private static final int MAX_PARTS = 8;

    /**
     * The largest number of values of all partial sums together: 16 MB. With a large kernel, more partial sums would cost more time than
     * they save.
     */
    private static final int MAX_VALUES = 1 << 22;

    private KernelGradientReduction() {}

    /** Computes one partial sum: sum[at …] += the gradient from these images. */
    interface Part {
        void add(int fromImage, int toImage, float[] sum, int at);
    }

    static void run(int batch, Tensor dw, Part part) {
        int size = dw.size();
        float[] dws = dw.data();
        int dwOff = dw.offset();
        int fittingParts = Math.max(1, MAX_VALUES / Math.max(1, size));
        int parts = WorkerPool.isInsideTask() ? 1 : Math.max(1, Math.min(Math.min(MAX_PARTS, batch), fittingParts));
        if (parts == 1) {
            part.add(0, batch, dws, dwOff);
            return;
        }
        float[] sums = Workspace.floats(ConvSlots.SUMS, parts * size);
        WorkerPool.shared().run(parts, p -> {
            Arrays.fill(sums, p * size, (p + 1) * size, 0f);
            part.add((int) ((long) p * batch / parts), (int) ((long) (p + 1) * batch / parts), sums, p * size);
        });
        WorkerPool.shared().range(size, 8_192, (from, to) -> {
            for (int p = 0; p < parts; p++) {
                for (int i = from; i < to; i++) {
                    dws[dwOff + i] += sums[p * size + i];
                }
            }
        });
    }
}
