package dev.cornet.applications;

import static dev.cornet.applications.Branch.concatenate;

import dev.cornet.layers.Activation;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * InceptionResNetV2: forty inception modules whose result, scaled, is added to their input; 55,873,736 parameters with its top. Images are
 * 299 × 299 by default, at least 75 × 75. Reference: Szegedy, Ioffe, Vanhoucke, Alemi, "Inception-v4, Inception-ResNet and the impact of
 * residual connections on learning", AAAI 2017; Keras' InceptionResNetV2 page.
 */
public final class InceptionResNetV2 extends InceptionBase<InceptionResNetV2> {
    /** The network with top, for images of 299 × 299: {@code InceptionResNetV2.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new InceptionResNetV2().weights(weights).model();
    }

    /** The network for images of another shape: {@code InceptionResNetV2.of("imagenet", false, 96, 96, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new InceptionResNetV2().model(weights, includeTop, inputShape);
    }

    @Override
    Symbol features(Symbol image) {
        Symbol x = mixed5b(stem(image)); // 35 × 35 × 320
        for (int i = 1; i <= 10; i++) {
            x = relu(block35(x, 0.17, "block35_" + i), "block35_" + i);
        }
        x = mixed6a(x); // 17 × 17 × 1088
        for (int i = 1; i <= 20; i++) {
            x = relu(block17(x, 0.1, "block17_" + i), "block17_" + i);
        }
        x = mixed7a(x); // 8 × 8 × 2080
        for (int i = 1; i <= 9; i++) {
            x = relu(block8(x, 0.2, "block8_" + i), "block8_" + i);
        }
        x = block8(x, 1, "block8_10");
        x = x.then(new Conv2D(1536, 1).padding("same").useBias(false).named("conv_7b"))
                .then(new BatchNormalization().scale(false).named("conv_7b_bn"));
        return relu(x, "conv_7b"); // 8 × 8 × 1536
    }

    /** The Inception-A module. */
    private static Symbol mixed5b(Symbol x) {
        return concatenate(
                "mixed_5b",
                Branch.of(x).conv(96, 1),
                Branch.of(x).conv(48, 1).conv(64, 5),
                Branch.of(x).conv(64, 1).conv(96, 3).conv(96, 3),
                Branch.of(x).averagePool().conv(64, 1));
    }

    /** The Inception-ResNet-A module. */
    private static Symbol block35(Symbol x, double scale, String name) {
        return scaledSum(
                x,
                scale,
                name,
                Branch.of(x).conv(32, 1),
                Branch.of(x).conv(32, 1).conv(32, 3),
                Branch.of(x).conv(32, 1).conv(48, 3).conv(64, 3));
    }

    /** The Reduction-A module. */
    private static Symbol mixed6a(Symbol x) {
        return concatenate(
                "mixed_6a",
                Branch.of(x).halve(384),
                Branch.of(x).conv(256, 1).conv(256, 3).halve(384),
                Branch.of(x).maxPool());
    }

    /** The Inception-ResNet-B module. */
    private static Symbol block17(Symbol x, double scale, String name) {
        return scaledSum(
                x,
                scale,
                name,
                Branch.of(x).conv(192, 1),
                Branch.of(x).conv(128, 1).conv(160, 1, 7).conv(192, 7, 1));
    }

    /** The Reduction-B module. */
    private static Symbol mixed7a(Symbol x) {
        return concatenate(
                "mixed_7a",
                Branch.of(x).conv(256, 1).halve(384),
                Branch.of(x).conv(256, 1).halve(288),
                Branch.of(x).conv(256, 1).conv(288, 3).halve(320),
                Branch.of(x).maxPool());
    }

    /** The Inception-ResNet-C module. */
    private static Symbol block8(Symbol x, double scale, String name) {
        return scaledSum(
                x,
                scale,
                name,
                Branch.of(x).conv(192, 1),
                Branch.of(x).conv(192, 1).conv(224, 1, 3).conv(256, 3, 1));
    }

    /** x + scale·F(branches), where the 1×1 convolution F brings the branches to the shape of x. */
    private static Symbol scaledSum(Symbol x, double scale, String name, Branch... branches) {
        Symbol mixed = concatenate(name + "_mixed", branches);
        Symbol residual =
                mixed.then(new Conv2D(x.shape().last(), 1).padding("same").named(name + "_conv"));
        return new CustomScaleLayer(scale).of(x, residual);
    }

    private static Symbol relu(Symbol x, String name) {
        return x.then(new Activation("relu").named(name + "_ac"));
    }

    @Override
    String defaultName(int[] shape) {
        return "inception_resnet_v2";
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return WeightFile.of(
                "inception_resnet_v2",
                "inception_resnet_v2",
                top,
                "e693bd0210a403b3192acc6073ad2e96",
                "d19885ff4a710c122648d3b5c3b684e4");
    }
}
