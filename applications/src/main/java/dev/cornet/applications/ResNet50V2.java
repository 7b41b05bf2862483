package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * ResNet50V2: sixteen residual blocks of three convolutions with pre-activation; 25,613,800 parameters with its top. Reference: He, Zhang,
 * Ren, Sun, "Identity mappings in deep residual networks", ECCV 2016; Keras' ResNet50V2 page.
 */
public final class ResNet50V2 extends ResNetV2Base<ResNet50V2> {
    public ResNet50V2() {
        super("3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917", 3, 4, 6, 3);
    }

    /** The network with top, for images of 224 × 224: {@code ResNet50V2.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet50V2().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet50V2.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet50V2().model(weights, includeTop, inputShape);
    }
}
