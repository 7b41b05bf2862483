package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Reshape;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Model;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MobileNet: thirteen depthwise convolutions, each followed by a 1×1 convolution; 4,253,864 parameters with its top. Reference: Howard et
 * al., "MobileNets: efficient convolutional neural networks for mobile vision applications", 2017; Keras' MobileNet page.
 */
public final class MobileNet extends MobileNetBase<MobileNet> {
    private static final int[] FILTERS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
    private static final Map<Double, String> ALPHAS = Map.of(0.25, "2_5", 0.5, "5_0", 0.75, "7_5", 1.0, "1_0");

    private int depthMultiplier = 1;
    private double dropout = 1e-3;

    /** The network with top, for images of 224 × 224: {@code MobileNet.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new MobileNet().weights(weights).model();
    }

    /** The network for images of another shape: {@code MobileNet.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new MobileNet().model(weights, includeTop, inputShape);
    }

    /** The number of output channels of a depthwise convolution for each of its input channels; default 1. */
    public MobileNet depthMultiplier(int multiplier) {
        require(multiplier > 0, "depth_multiplier must be positive, got %d", multiplier);
        this.depthMultiplier = multiplier;
        return this;
    }

    /** The rate of the dropout before the last layer; default 0.001. */
    public MobileNet dropout(double rate) {
        require(rate >= 0 && rate <= 1, "dropout must be from 0 to 1, got %s", rate);
        this.dropout = rate;
        return this;
    }

    @Override
    Symbol features(Symbol image) {
        require(32 * alpha >= 1, "alpha must be at least 1/32, so that the first layer has a filter, got %s", alpha);
        Symbol x = image.then(new Conv2D((int) (32 * alpha), 3)
                .strides(2)
                .padding("same")
                .useBias(false)
                .named("conv1"));
        x = relu6(normalized(x, "conv1_bn"), "conv1_relu");
        for (int block = 1; block <= FILTERS.length; block++) {
            int filters = FILTERS[block - 1];
            boolean halves = block > 1 && filters > FILTERS[block - 2];
            x = block(x, (int) (filters * alpha), halves, block);
        }
        return x;
    }

    private Symbol block(Symbol in, int filters, boolean halves, int number) {
        Symbol x = halves ? in.then(new ZeroPadding2D(0, 1, 0, 1).named("conv_pad_" + number)) : in;
        String depthwise = "conv_dw_" + number;
        x = x.then(new DepthwiseConv2D(3)
                .strides(halves ? 2 : 1)
                .padding(halves ? "valid" : "same")
                .depthMultiplier(depthMultiplier)
                .useBias(false)
                .named(depthwise));
        x = relu6(normalized(x, depthwise + "_bn"), depthwise + "_relu");
        String pointwise = "conv_pw_" + number;
        x = x.then(new Conv2D(filters, 1).padding("same").useBias(false).named(pointwise));
        return relu6(normalized(x, pointwise + "_bn"), pointwise + "_relu");
    }

    @Override
    Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(new GlobalAveragePooling2D().keepdims(true))
                .then(new Dropout(dropout).named("dropout"))
                .then(new Conv2D(classes, 1).padding("same").named("conv_preds"))
                .then(new Reshape(classes).named("reshape_2"))
                .then(new Activation(activation).named("predictions"));
    }

    @Override
    List<Integer> sides() {
        return List.of(128, 160, 192, 224);
    }

    @Override
    String defaultName(int[] shape) {
        return nameOf("mobilenet", shape);
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        require(depthMultiplier == 1, "the ImageNet weights come with a depthMultiplier of 1, got %d", depthMultiplier);
        requireAlpha(ALPHAS.keySet().stream().sorted().toList());
        int side = sideFor(shape);
        String name = "mobilenet_" + ALPHAS.get(alpha) + "_" + side + "_tf" + (top ? "" : "_no_top") + ".h5";
        if (alpha != 1 || side != side()) {
            return WeightFile.unchecked("mobilenet", name);
        }
        String md5 = top ? "03394917f9a9ea3362f46332a5b6a215" : "725ccbd03d61d7ced5b5c4cd17e7d527";
        return WeightFile.of("mobilenet", name, 17_225_924L, md5);
    }
}
