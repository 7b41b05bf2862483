package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * NASNetMobile: NASNet-A (4 @ 1056), found by a search for the best cells, for images of 224 × 224; 5,326,716 parameters with its top.
 * Reference: Zoph, Vasudevan, Shlens, Le, "Learning transferable architectures for scalable image recognition", CVPR 2018; Keras'
 * NASNetMobile page.
 */
public final class NASNetMobile extends NasNetBase<NASNetMobile> {
    public NASNetMobile() {
        super(4, 1056, 32, false);
    }

    /** The network with top, for images of 224 × 224: {@code NASNetMobile.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new NASNetMobile().weights(weights).model();
    }

    /** The network for images of another shape: {@code NASNetMobile.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new NASNetMobile().model(weights, includeTop, inputShape);
    }

    @Override
    String defaultName(int[] shape) {
        return "nasnet_mobile";
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return imagenet("mobile", top, "020fb642bf7360b370c678b08e0adf61", "1ed92395b5b598bdda52abe5c0dbfd63");
    }
}
