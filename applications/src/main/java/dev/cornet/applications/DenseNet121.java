package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * DenseNet121, with 121 layers that have weights, in dense blocks of 6, 12, 24 and 16 layers: 8,062,504 parameters with its top. Reference:
 * Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", CVPR 2017; Keras' DenseNet page.
 */
public final class DenseNet121 extends DenseNetBase<DenseNet121> {
    public DenseNet121() {
        super("9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738", 6, 12, 24, 16);
    }

    /** The network with top, for images of 224 × 224: {@code DenseNet121.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new DenseNet121().weights(weights).model();
    }

    /** The network for images of another shape: {@code DenseNet121.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new DenseNet121().model(weights, includeTop, inputShape);
    }
}
