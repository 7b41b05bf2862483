package dev.cornet.applications;

import dev.cornet.models.Model;
import org.jspecify.annotations.Nullable;

/**
 * NASNetLarge: NASNet-A (6 @ 4032), found by a search for the best cells, for images of 331 × 331; 88,949,818 parameters with its top.
 * Reference: Zoph, Vasudevan, Shlens, Le, "Learning transferable architectures for scalable image recognition", CVPR 2018; Keras'
 * NASNetLarge page.
 */
public final class NASNetLarge extends NasNetBase<NASNetLarge> {
    public NASNetLarge() {
        super(6, 4032, 96, true);
    }

    /** The network with top, for images of 331 × 331: {@code NASNetLarge.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new NASNetLarge().weights(weights).model();
    }

    /** The network for images of another shape: {@code NASNetLarge.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new NASNetLarge().model(weights, includeTop, inputShape);
    }

    @Override
    int side() {
        return 331;
    }

    @Override
    String defaultName(int[] shape) {
        return "nasnet_large";
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return imagenet("large", top, "11577c9a518f0070763c2b964a382f17", "d81d89dc07e6e56530c4e77faddd61b5");
    }
}
