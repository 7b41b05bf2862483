package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Masks of several inputs. */
final class Masks {
    private Masks() {}

    /** 1 where one of the masks is 1, stretched to one shape. */
    static Tensor either(List<? extends @Nullable Tensor> masks, Pass pass) {
        Shape sample = Objects.requireNonNull(masks.get(0)).shape().withoutBatch();
        for (Tensor mask : masks) {
            sample = Broadcast.join(sample, Objects.requireNonNull(mask).shape().withoutBatch());
        }
        Tensor all = pass.zeros(
                sample.withBatch(Objects.requireNonNull(masks.get(0)).shape().dim(0)));
        for (Tensor mask : masks) {
            Tensor own = Objects.requireNonNull(mask);
            Tensor other = own.shape().equals(all.shape()) ? own : Broadcast.stretch(own, sample, pass);
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
