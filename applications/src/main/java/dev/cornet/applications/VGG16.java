package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * VGG16, with 16 layers that have weights: 138,357,544 parameters with its top. Reference: Simonyan, Zisserman, "Very deep convolutional
 * networks for large-scale image recognition", ICLR 2015; Keras' VGG16 page.
 */
public final class VGG16 extends VggBase<VGG16> {
    public VGG16() {
        super(2, 2, 3, 3, 3);
    }

    /** The network with top, for images of 224 × 224: {@code VGG16.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new VGG16().weights(weights).model();
    }

    /** The network for images of another shape: {@code VGG16.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new VGG16().model(weights, includeTop, inputShape);
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return WeightFile.of(
                        "vgg16", "vgg16", top, "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc")
                .withLength(top ? 553_467_096L : 58_889_256L);
    }
}
