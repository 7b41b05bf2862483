package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.GlobalMaxPooling2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Model;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * ResNet50: sixteen residual blocks of three convolutions; 25,636,712 parameters with its top. Reference: He, Zhang, Ren, Sun, "Deep
 * residual learning for image recognition", CVPR 2016; Keras' ResNet50 page.
 */
public final class ResNet50 extends Application<ResNet50> {
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final double EPSILON = 1.001e-5;

    /** The network with top, for images of 224 × 224: {@code ResNet50.of("imagenet")}. */
    public static Model of(@Nullable String weights) {
        return new ResNet50().weights(weights).model();
    }

    /** The network for images of another shape: {@code ResNet50.of("imagenet", false, 64, 64, 3)}. */
    public static Model of(@Nullable String weights, boolean includeTop, int... inputShape) {
        return new ResNet50().model(weights, includeTop, inputShape);
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#CAFFE}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.CAFFE.apply(images);
    }

    @Override
    Symbol features(Symbol image) {
        Symbol x = image.then(new ZeroPadding2D(3).named("conv1_pad"))
                .then(new Conv2D(64, 7).strides(2).named("conv1_conv"));
        x = relu(normalized(x, "conv1_bn"), "conv1_relu")
                .then(new ZeroPadding2D(1).named("pool1_pad"))
                .then(new MaxPooling2D(3).strides(2).named("pool1_pool"));
        for (int stack = 0; stack < BLOCKS.length; stack++) {
            for (int block = 1; block <= BLOCKS[stack]; block++) {
                int stride = block == 1 && stack > 0 ? 2 : 1;
                x = block(x, 64 << stack, stride, block == 1, "conv" + (stack + 2) + "_block" + block);
            }
        }
        return x;
    }

    /** A residual block relu(x + F(x)); if the shape changes, x is replaced by its 1×1 convolution. */
    private static Symbol block(Symbol x, int filters, int stride, boolean project, String name) {
        Symbol shortcut = x;
        if (project) {
            shortcut = normalized(convolved(x, 4 * filters, 1, stride, name + "_0"), name + "_0_bn");
        }
        Symbol y = relu(normalized(convolved(x, filters, 1, stride, name + "_1"), name + "_1_bn"), name + "_1_relu");
        y = relu(normalized(convolved(y, filters, 3, 1, name + "_2"), name + "_2_bn"), name + "_2_relu");
        y = normalized(convolved(y, 4 * filters, 1, 1, name + "_3"), name + "_3_bn");
        return relu(new Add().named(name + "_add").of(shortcut, y), name + "_out");
    }

    private static Symbol convolved(Symbol x, int filters, int kernel, int stride, String name) {
        return x.then(new Conv2D(filters, kernel)
                .strides(stride)
                .padding(kernel == 1 ? "valid" : "same")
                .named(name + "_conv"));
    }

    private static Symbol normalized(Symbol x, String name) {
        return x.then(new BatchNormalization().epsilon(EPSILON).named(name));
    }

    private static Symbol relu(Symbol x, String name) {
        return x.then(new Activation("relu").named(name));
    }

    @Override
    Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(averagePooling())
                .then(new Dense(classes).activation(activation).named("predictions"));
    }

    @Override
    GlobalAveragePooling2D averagePooling() {
        return new GlobalAveragePooling2D().named("avg_pool");
    }

    @Override
    GlobalMaxPooling2D maxPooling() {
        return new GlobalMaxPooling2D().named("max_pool");
    }

    @Override
    String defaultName(int[] shape) {
        return "resnet50";
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        String name = "resnet50_weights_tf_dim_ordering_tf_kernels";
        return top
                ? WeightFile.of("resnet", name + ".h5", 102_967_424L, "2cb95161c43110f7111970584f804107")
                : WeightFile.of("resnet", name + "_notop.h5", 94_765_736L, "4d473c1dd8becc155b73f8504c6f6626");
    }
}
