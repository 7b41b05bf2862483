package dev.cornet.applications;

import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.GlobalMaxPooling2D;
import java.util.Locale;

/**
 * The common part of ResNets and DenseNets: the names of the model and of its global pooling, and the files of ImageNet weights.
 *
 * @param <A> the network itself
 */
abstract class ResNetAndDenseNetBase<A extends ResNetAndDenseNetBase<A>> extends Application<A> {
    /** The ε of each batch normalization. */
    static final double EPSILON = 1.001e-5;

    private final String family;
    private final String md5WithTop;
    private final String md5WithoutTop;

    /** Creates a network whose ImageNet weights are published in the folder {@code family} and have these checksums. */
    ResNetAndDenseNetBase(String family, String md5WithTop, String md5WithoutTop) {
        this.family = family;
        this.md5WithTop = md5WithTop;
        this.md5WithoutTop = md5WithoutTop;
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
        return typeName().toLowerCase(Locale.ROOT);
    }

    @Override
    WeightFile imagenet(boolean top, int[] shape) {
        return WeightFile.of(family, defaultName(shape), top, md5WithTop, md5WithoutTop);
    }
}
