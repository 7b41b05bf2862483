package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * ResNet101V2: 33 residual blocks of three convolutions with pre-activation; 44,675,560 parameters with its top. Reference: He, Zhang,
 * Ren, Sun, "Identity mappings in deep residual networks", ECCV 2016; Keras' ResNet101V2 page.
 */
public final class ResNet101V2 extends ResNetV2Base<ResNet101V2> {
    public ResNet101V2() {
        super("6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5", 3, 4, 23, 3);
    }

    /** The network with top, for images of 224 × 224: {@code ResNet101V2.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet101V2().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet101V2.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet101V2().model(weights, includeTop, inputShape);
    }
}
