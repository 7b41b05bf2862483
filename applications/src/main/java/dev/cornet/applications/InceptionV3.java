package dev.cornet.applications;

import static dev.cornet.applications.Branch.concatenate;

import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * InceptionV3: eleven inception modules, in which convolutions of several sizes stand side by side, those of 7×7 divided into 1×7 and 7×1;
 * 23,851,784 parameters with its top. Images are 299 × 299 by default, at least 75 × 75. Reference: Szegedy, Vanhoucke, Ioffe, Shlens,
 * Wojna, "Rethinking the Inception architecture for computer vision", CVPR 2016; Keras' InceptionV3 page.
 */
public final class InceptionV3 extends InceptionBase<InceptionV3> {
    /** The network with top, for images of 299 × 299: {@code InceptionV3.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new InceptionV3().weights(weights).model();
    }

    /** The network for images of another shape: {@code InceptionV3.of("imagenet", false, 96, 96, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new InceptionV3().model(weights, includeTop, inputShape);
    }

    @Override
    Symbol features(Symbol image) {
        Symbol x = stem(image);
        x = moduleA(x, 32, "mixed0"); // 35 × 35 × 256
        x = moduleA(x, 64, "mixed1"); // 35 × 35 × 288
        x = moduleA(x, 64, "mixed2"); // 35 × 35 × 288
        x = reductionA(x, "mixed3"); // 17 × 17 × 768
        x = moduleB(x, 128, "mixed4"); // 17 × 17 × 768
        x = moduleB(x, 160, "mixed5"); // 17 × 17 × 768
        x = moduleB(x, 160, "mixed6"); // 17 × 17 × 768
        x = moduleB(x, 192, "mixed7"); // 17 × 17 × 768
        x = reductionB(x, "mixed8"); // 8 × 8 × 1280
        x = moduleC(x, "mixed9_0", "mixed9"); // 8 × 8 × 2048
        return moduleC(x, "mixed9_1", "mixed10"); // 8 × 8 × 2048
    }

    /** The paper's figure 5: 1×1, 5×5 and two 3×3 convolutions, and pooling. */
    private static Symbol moduleA(Symbol x, int poolFilters, String name) {
        return concatenate(
                name,
                Branch.of(x).conv(64, 1),
                Branch.of(x).conv(48, 1).conv(64, 5),
                Branch.of(x).conv(64, 1).conv(96, 3).conv(96, 3),
                Branch.of(x).averagePool().conv(poolFilters, 1));
    }

    private static Symbol reductionA(Symbol x, String name) {
        return concatenate(
                name,
                Branch.of(x).halve(384),
                Branch.of(x).conv(64, 1).conv(96, 3).halve(96),
                Branch.of(x).maxPool());
    }

    /** The paper's figure 6: 1×1, one 7×7 and two 7×7 convolutions, divided into 1×7 and 7×1, and pooling; n inner filters. */
    private static Symbol moduleB(Symbol x, int n, String name) {
        return concatenate(
                name,
                Branch.of(x).conv(192, 1),
                Branch.of(x).conv(n, 1).conv(n, 1, 7).conv(192, 7, 1),
                Branch.of(x)
                        .conv(n, 1)
                        .conv(n, 7, 1)
                        .conv(n, 1, 7)
                        .conv(n, 7, 1)
                        .conv(192, 1, 7),
                Branch.of(x).averagePool().conv(192, 1));
    }

    private static Symbol reductionB(Symbol x, String name) {
        return concatenate(
                name,
                Branch.of(x).conv(192, 1).halve(320),
                Branch.of(x).conv(192, 1).conv(192, 1, 7).conv(192, 7, 1).halve(192),
                Branch.of(x).maxPool());
    }

    /** The paper's figure 7: as the first module, but each last 3×3 convolution is divided into 1×3 and 3×1 side by side. */
    private static Symbol moduleC(Symbol x, String fork, String name) {
        return concatenate(
                name,
                Branch.of(x).conv(320, 1),
                Branch.of(x).conv(384, 1).fork(384, fork),
                Branch.of(x).conv(448, 1).conv(384, 3).fork(384, null),
                Branch.of(x).averagePool().conv(192, 1));
    }

    @Override
    String defaultName(int[] shape) {
        return "inception_v3";
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return WeightFile.of(
                "inception_v3",
                "inception_v3",
                top,
                "9a0d58056eeedaa3f26cb7ebd46da564",
                "bcbd6486424b2319ff4ef7d526e38f63");
    }
}
