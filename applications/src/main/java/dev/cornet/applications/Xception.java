package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.SeparableConv2D;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * Xception: 36 convolutions, of which 34 are separable, in blocks with residual connections; 22,910,480 parameters with its top. Images are
 * 299 × 299 by default, at least 71 × 71. Reference: Chollet, "Xception: deep learning with depthwise separable convolutions", CVPR 2017;
 * Keras' Xception page.
 */
public final class Xception extends InceptionBase<Xception> {
    /** The network with top, for images of 299 × 299: {@code Xception.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new Xception().weights(weights).model();
    }

    /** The network for images of another shape: {@code Xception.of("imagenet", false, 96, 96, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new Xception().model(weights, includeTop, inputShape);
    }

    @Override
    Symbol features(Symbol image) {
        // entry flow
        Symbol x = convolved(image, 32, 2, "block1_conv1"); // 149 × 149 × 32
        x = convolved(x, 64, 1, "block1_conv2"); // 147 × 147 × 64
        x = reduction(x, 128, 128, "block2"); // 74 × 74 × 128
        x = reduction(x, 256, 256, "block3"); // 37 × 37 × 256
        x = reduction(x, 728, 728, "block4"); // 19 × 19 × 728
        // middle flow
        for (int i = 5; i <= 12; i++) {
            x = residual(x, 728, "block" + i); // 19 × 19 × 728
        }
        // exit flow
        x = reduction(x, 728, 1024, "block13"); // 10 × 10 × 1024
        x = relu(separable(x, 1536, "block14_sepconv1"), "block14_sepconv1"); // 10 × 10 × 1536
        return relu(separable(x, 2048, "block14_sepconv2"), "block14_sepconv2"); // 10 × 10 × 2048
    }

    /** A 3×3 convolution without padding, batch normalization, ReLU. */
    private static Symbol convolved(Symbol x, int filters, int stride, String name) {
        Symbol y = x.then(new Conv2D(filters, 3).strides(stride).useBias(false).named(name));
        return relu(y.then(new BatchNormalization().named(name + "_bn")), name);
    }

    /** Two separable convolutions and 3×3 max pooling with strides of 2, added to a 1×1 convolution of x with the same strides. */
    private static Symbol reduction(Symbol x, int filters1, int filters2, String name) {
        Symbol shortcut = x.then(
                        new Conv2D(filters2, 1).strides(2).padding("same").useBias(false))
                .then(new BatchNormalization());
        Symbol y = name.equals("block2") ? x : relu(x, name + "_sepconv1"); // x of block2 comes from a ReLU
        y = relu(separable(y, filters1, name + "_sepconv1"), name + "_sepconv2");
        y = separable(y, filters2, name + "_sepconv2")
                .then(new MaxPooling2D(3).strides(2).padding("same").named(name + "_pool"));
        return new Add().of(y, shortcut);
    }

    /** Three separable convolutions, added to x. */
    private static Symbol residual(Symbol x, int filters, String name) {
        Symbol y = x;
        for (int i = 1; i <= 3; i++) {
            y = separable(relu(y, name + "_sepconv" + i), filters, name + "_sepconv" + i);
        }
        return new Add().of(y, x);
    }

    /** A 3×3 separable convolution, batch normalization. */
    private static Symbol separable(Symbol x, int filters, String name) {
        return x.then(new SeparableConv2D(filters, 3)
                        .padding("same")
                        .useBias(false)
                        .named(name))
                .then(new BatchNormalization().named(name + "_bn"));
    }

    private static Symbol relu(Symbol x, String name) {
        return x.then(new Activation("relu").named(name + "_act"));
    }

    @Override
    int minSide() {
        return 71;
    }

    @Override
    String defaultName(int[] shape) {
        return "xception";
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return WeightFile.of(
                "xception", "xception", top, "0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97");
    }
}
