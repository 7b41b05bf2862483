package dev.cornet.backend;

import dev.cornet.exceptions.BackendException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The results of a convolution with fused 2×2 max pooling, {@link Backend#convMaxPool2x2}.
 *
 * @param z batch × outHeight × outWidth × filters: the convolution's outputs for {@link Backend#convMaxPool2x2Backward}, in an order that
 *     the backend chooses; null if no backward follows
 * @param kept {@link Backend#convMaxPool2x2Kept} values that the forward pass leaves to the backward; null if the backward computes them
 *     itself
 * @param y batch × outHeight/2 × outWidth/2 × filters: the maxima, with the epilogue applied
 */
public record MaxPooled(@Nullable Tensor z, @Nullable Tensor kept, Tensor y) {
    /** Results of which no values are kept. */
    public MaxPooled(@Nullable Tensor z, Tensor y) {
        this(z, null, y);
    }

    /** Returns z; throws if there is none, because the forward pass was told that no backward follows. */
    public Tensor requireZ() {
        if (z == null) {
            throw new BackendException("z: the backward needs the outputs that the forward pass has written, got null");
        }
        return z;
    }
}
