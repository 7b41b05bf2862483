package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * ResNet50: sixteen residual blocks of three convolutions; 25,636,712 parameters with its top. Reference: He, Zhang, Ren, Sun, "Deep
 * residual learning for image recognition", CVPR 2016; Keras' ResNet50 page.
 */
public final class ResNet50 extends ResNetV1Base<ResNet50> {
    public ResNet50() {
        super("2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626", 3, 4, 6, 3);
    }

    /** The network with top, for images of 224 × 224: {@code ResNet50.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet50().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet50.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet50().model(weights, includeTop, inputShape);
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return super.imagenet(top, shape).withLength(top ? 102_967_424L : 94_765_736L);
    }
}
