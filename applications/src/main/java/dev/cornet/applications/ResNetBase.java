package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.GlobalMaxPooling2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import java.util.Locale;

/**
 * The common part of the residual networks of both versions: the layers before and after the four stacks of residual blocks x + F(x).
 *
 * @param <A> the network itself
 */
abstract class ResNetBase<A extends ResNetBase<A>> extends Application<A> {
    private static final double EPSILON = 1.001e-5;

    final int[] blocks;

    /** Creates a network with this number of blocks in each of the four stacks. */
    ResNetBase(int... blocks) {
        this.blocks = blocks;
    }

    static Symbol conv1(Symbol image) {
        return image.then(new ZeroPadding2D(3).named("conv1_pad"))
                .then(new Conv2D(64, 7).strides(2).named("conv1_conv"));
    }

    static Symbol pool1(Symbol x) {
        return x.then(new ZeroPadding2D(1).named("pool1_pad"))
                .then(new MaxPooling2D(3).strides(2).named("pool1_pool"));
    }

    static Symbol normalized(Symbol x, String name) {
        return x.then(new BatchNormalization().epsilon(EPSILON).named(name));
    }

    static Symbol relu(Symbol x, String name) {
        return x.then(new Activation("relu").named(name));
    }

    @Override
    final Symbol top(Symbol features, int classes, ActivationFunction activation) {
        return features.then(averagePooling())
                .then(new Dense(classes).activation(activation).named("predictions"));
    }

    @Override
    final GlobalAveragePooling2D averagePooling() {
        return new GlobalAveragePooling2D().named("avg_pool");
    }

    @Override
    final GlobalMaxPooling2D maxPooling() {
        return new GlobalMaxPooling2D().named("max_pool");
    }

    @Override
    final String defaultName(int[] shape) {
        return keras();
    }

    /** The file of ImageNet weights, with those of the top or without, that has this MD5. */
    final WeightFile weightFile(boolean top, String md5) {
        return WeightFile.of("resnet", fileName(top), md5);
    }

    final String fileName(boolean top) {
        return keras() + "_weights_tf_dim_ordering_tf_kernels" + (top ? ".h5" : "_notop.h5");
    }

    /** Keras' name of the network. */
    private String keras() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
