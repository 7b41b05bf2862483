package dev.cornet.applications;

import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Model;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MobileNetV2: seventeen inverted residual blocks (expansion, depthwise convolution, projection); 3,538,984 parameters with its top.
 * Reference: Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", CVPR 2018; Keras' MobileNetV2 page.
 */
public final class MobileNetV2 extends MobileNetBase<MobileNetV2> {
    /** For each stage: filters, number of blocks, stride of the first block. */
    private static final int[][] STAGES = {
        {16, 1, 1}, {24, 2, 2}, {32, 3, 2}, {64, 4, 2}, {96, 3, 1}, {160, 3, 2}, {320, 1, 1}
    };

    private static final int LAST_FILTERS = 1280;
    private static final int EXPANSION = 6;

    /** The network with top, for images of 224 × 224: {@code MobileNetV2.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new MobileNetV2().weights(weights).model();
    }

    /** The network for images of another shape: {@code MobileNetV2.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new MobileNetV2().model(weights, includeTop, inputShape);
    }

    @Override
    Symbol features(Symbol image) {
        Symbol x = image.then(new Conv2D(eighths(32 * alpha), 3)
                .strides(2)
                .padding("same")
                .useBias(false)
                .named("Conv1"));
        x = relu6(normalized(x, "bn_Conv1"), "Conv1_relu");
        int number = 0;
        for (int[] stage : STAGES) {
            for (int block = 0; block < stage[1]; block++) {
                x = block(x, eighths((int) (stage[0] * alpha)), block == 0 ? stage[2] : 1, number++);
            }
        }
        x = x.then(new Conv2D(alpha > 1 ? eighths(LAST_FILTERS * alpha) : LAST_FILTERS, 1)
                .useBias(false)
                .named("Conv_1"));
        return relu6(normalized(x, "Conv_1_bn"), "out_relu");
    }

    /**
     * An inverted residual block: expansion by a 1×1 convolution, depthwise convolution, projection by a 1×1 convolution. The input is
     * added to the result if both have the same shape.
     */
    private Symbol block(Symbol in, int filters, int stride, int number) {
        String name = number == 0 ? "expanded_conv_" : "block_" + number + "_";
        int channels = in.shape().last();
        Symbol x = in;
        if (number > 0) {
            x = convolved(x, EXPANSION * channels, name + "expand");
            x = relu6(normalized(x, name + "expand_BN"), name + "expand_relu");
        }
        if (stride == 2) {
            x = x.then(padding(x.shape()).named(name + "pad"));
        }
        x = x.then(new DepthwiseConv2D(3)
                .strides(stride)
                .padding(stride == 2 ? "valid" : "same")
                .useBias(false)
                .named(name + "depthwise"));
        x = relu6(normalized(x, name + "depthwise_BN"), name + "depthwise_relu");
        x = normalized(convolved(x, filters, name + "project"), name + "project_BN");
        return channels == filters && stride == 1
                ? new Add().named(name + "add").of(in, x)
                : x;
    }

    private static Symbol convolved(Symbol x, int filters, String name) {
        return x.then(new Conv2D(filters, 1).padding("same").useBias(false).named(name));
    }

    /** Zero padding below and right, and also above or left where the height or width is odd. */
    private static ZeroPadding2D padding(Shape shape) {
        return new ZeroPadding2D(shape.dim(1) % 2, 1, shape.dim(2) % 2, 1);
    }

    /** The multiple of eight nearest to v, but at least 8 and not below 0.9·v. */
    private static int eighths(double v) {
        int near = Math.max(8, (int) (v + 4) / 8 * 8);
        return near < 0.9 * v ? near + 8 : near;
    }

    @Override
    Symbol normalized(Symbol x, String name) {
        return x.then(new BatchNormalization().momentum(0.999).named(name));
    }

    @Override
    Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(averagePooling())
                .then(new Dense(classes).activation(activation).named("predictions"));
    }

    @Override
    List<Integer> sides() {
        return List.of(96, 128, 160, 192, 224);
    }

    @Override
    String defaultName(int[] shape) {
        return nameOf("mobilenetv2", shape);
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        requireAlpha(List.of(0.35, 0.5, 0.75, 1.0, 1.3, 1.4));
        int side = sideFor(shape);
        String name =
                "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_" + alpha + "_" + side + (top ? ".h5" : "_no_top.h5");
        if (alpha != 1 || side != side()) {
            return WeightFile.unchecked("mobilenet_v2", name);
        }
        return top
                ? WeightFile.of("mobilenet_v2", name, 14_536_120L, "321911b381f6fd09b744356f6796ee18")
                : WeightFile.of("mobilenet_v2", name, 9_406_464L, "f1a68526548f7541cda07e19ba6c85f4");
    }
}
