package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * DenseNet169, with 169 layers that have weights, in dense blocks of 6, 12, 32 and 32 layers: 14,307,880 parameters with its top.
 * Reference: Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", CVPR 2017; Keras' DenseNet page.
 */
public final class DenseNet169 extends DenseNetBase<DenseNet169> {
    public DenseNet169() {
        super("d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b", 6, 12, 32, 32);
    }

    /** The network with top, for images of 224 × 224: {@code DenseNet169.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new DenseNet169().weights(weights).model();
    }

    /** The network for images of another shape: {@code DenseNet169.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new DenseNet169().model(weights, includeTop, inputShape);
    }
}
