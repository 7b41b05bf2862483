package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * ResNet152V2: fifty residual blocks of three convolutions with pre-activation; 60,380,648 parameters with its top. Reference: He, Zhang,
 * Ren, Sun, "Identity mappings in deep residual networks", ECCV 2016; Keras' ResNet152V2 page.
 */
public final class ResNet152V2 extends ResNetV2Base<ResNet152V2> {
    public ResNet152V2() {
        super("a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33", 3, 8, 36, 3);
    }

    /** The network with top, for images of 224 × 224: {@code ResNet152V2.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet152V2().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet152V2.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet152V2().model(weights, includeTop, inputShape);
    }
}
