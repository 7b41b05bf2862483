package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * DenseNet201, with 201 layers that have weights, in dense blocks of 6, 12, 48 and 32 layers: 20,242,984 parameters with its top.
 * Reference: Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", CVPR 2017; Keras' DenseNet page.
 */
public final class DenseNet201 extends DenseNetBase<DenseNet201> {
    public DenseNet201() {
        super("1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1", 6, 12, 48, 32);
    }

    /** The network with top, for images of 224 × 224: {@code DenseNet201.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new DenseNet201().weights(weights).model();
    }

    /** The network for images of another shape: {@code DenseNet201.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new DenseNet201().model(weights, includeTop, inputShape);
    }
}
