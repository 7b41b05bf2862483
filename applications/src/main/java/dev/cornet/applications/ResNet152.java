package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * ResNet152: fifty residual blocks of three convolutions; 60,419,944 parameters with its top. Reference: He, Zhang, Ren, Sun, "Deep
 * residual learning for image recognition", CVPR 2016; Keras' ResNet152 page.
 */
public final class ResNet152 extends ResNetV1Base<ResNet152> {
    public ResNet152() {
        super("100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c", 3, 8, 36, 3);
    }

    /** The network with top, for images of 224 × 224: {@code ResNet152.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet152().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet152.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet152().model(weights, includeTop, inputShape);
    }
}
