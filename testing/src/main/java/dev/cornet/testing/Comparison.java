package dev.cornet.testing;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comparisons of tensors, shared by the contracts. */
final class Comparison {
    private Comparison() {}

    /** Whether all tensors have equal values, bit for bit; a missing tensor equals a missing one. */
    static boolean same(List<? extends @Nullable Tensor> a, List<? extends @Nullable Tensor> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean same(@Nullable Tensor a, @Nullable Tensor b) {
        return (a == null || b == null) ? a == b : Arrays.equals(a.toArray(), b.toArray());
    }

    /** max |a − b| / max(1, max |a|); infinite if a value is NaN. */
    static double distance(Tensor a, Tensor b) {
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < a.size(); i++) {
            double x = a.data()[a.offset() + i];
            largest = Math.max(largest, Math.abs(x));
            difference = Math.max(difference, Math.abs(x - b.data()[b.offset() + i]));
        }
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference / largest;
    }
}
