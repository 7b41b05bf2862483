package dev.cornet.layers;

import dev.cornet.layer.Pass;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Masks of several inputs. */
final class Masks {
    private Masks() {}

    /** 1 where one of the masks, which are of one shape, is 1. */
    static Tensor either(List<? extends @Nullable Tensor> masks, Pass pass) {
        Tensor first = Objects.requireNonNull(masks.get(0));
        Tensor all = pass.tensor(first.shape());
        all.copyFrom(first);
        for (Tensor mask : masks.subList(1, masks.size())) {
            Tensor other = Objects.requireNonNull(mask);
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
