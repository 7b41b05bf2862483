package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.nn.Symbol;

/**
 * The common part of the residual networks of both versions: the layers before and after the four stacks of residual blocks x + F(x).
 *
 * @param <A> the network itself
 */
abstract class ResNetBase<A extends ResNetBase<A>> extends ResNetAndDenseNetBase<A> {
    final int[] blocks;

    /** Creates a network with this number of blocks in each of the four stacks, and these checksums of its ImageNet weights. */
    ResNetBase(String md5WithTop, String md5WithoutTop, int... blocks) {
        super("resnet", md5WithTop, md5WithoutTop);
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
}
