package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * VGG19, with 19 layers that have weights: 143,667,240 parameters with its top. Reference: Simonyan, Zisserman, "Very deep convolutional
 * networks for large-scale image recognition", ICLR 2015; Keras' VGG19 page.
 */
public final class VGG19 extends VggBase<VGG19> {
    public VGG19() {
        super(2, 2, 4, 4, 4);
    }

    /** The network with top, for images of 224 × 224: {@code VGG19.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new VGG19().weights(weights).model();
    }

    /** The network for images of another shape: {@code VGG19.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new VGG19().model(weights, includeTop, inputShape);
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return WeightFile.of(
                        "vgg19", "vgg19", top, "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6")
                .withLength(top ? 574_710_816L : 80_134_624L);
    }
}
