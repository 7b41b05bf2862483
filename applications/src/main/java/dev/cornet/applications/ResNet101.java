package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * ResNet101: 33 residual blocks of three convolutions; 44,707,176 parameters with its top. Reference: He, Zhang, Ren, Sun, "Deep residual
 * learning for image recognition", CVPR 2016; Keras' ResNet101 page.
 */
public final class ResNet101 extends ResNetV1Base<ResNet101> {
    public ResNet101() {
        super("f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21", 3, 4, 23, 3);
    }

    /** The network with top, for images of 224 × 224: {@code ResNet101.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet101().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet101.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet101().model(weights, includeTop, inputShape);
    }
}
