package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Operations on masks, used by the layers that read them. */
final class Masks {
    private Masks() {}

    /** The union of masks, broadcast to one shape: 1 where at least one of them is 1. */
    static Tensor union(List<? extends @Nullable Tensor> masks, Pass pass) {
        Shape sample = Objects.requireNonNull(masks.get(0)).shape().withoutBatch();
        for (Tensor mask : masks) {
            sample = Broadcast.resultShape(
                    sample, Objects.requireNonNull(mask).shape().withoutBatch());
        }
        Tensor all = pass.zeros(
                sample.withBatch(Objects.requireNonNull(masks.get(0)).shape().dim(0)));
        for (Tensor mask : masks) {
            Tensor original = Objects.requireNonNull(mask);
            Tensor other =
                    original.shape().equals(all.shape()) ? original : Broadcast.broadcast(original, all.shape(), pass);
            for (int i = 0; i < all.size(); i++) {
                int at = all.offset() + i;
                all.data()[at] = Math.max(all.data()[at], other.data()[other.offset() + i]);
            }
        }
        return all;
    }

    static Tensor ones(Shape shape, Pass pass) {
        Tensor ones = pass.tensor(shape);
        Ops.fill(ones, 1f);
        return ones;
    }
}
