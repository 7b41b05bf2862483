package dev.cornet.applications;

import dev.cornet.layers.Activation;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;

/**
 * The architecture of the DenseNets: four dense blocks with transitions between them. Each layer of a dense block adds 32 channels, which it
 * computes from all channels before it; a transition halves the number of channels and the sides.
 *
 * @param <A> the network itself
 */
abstract class DenseNetBase<A extends DenseNetBase<A>> extends ResNetAndDenseNetBase<A> {
    private static final int GROWTH = 32;

    private final int[] layersPerBlock;

    /** Creates a network whose dense blocks have these numbers of layers, and whose ImageNet weights have these checksums. */
    DenseNetBase(String md5WithTop, String md5WithoutTop, int... layersPerBlock) {
        super("densenet", md5WithTop, md5WithoutTop);
        this.layersPerBlock = layersPerBlock;
    }

    @Override
    final Symbol features(Symbol image) {
        Symbol x = image.then(new ZeroPadding2D(3))
                .then(new Conv2D(64, 7).strides(2).useBias(false).named("conv1_conv"));
        x = normalizedRelu(x, "conv1_")
                .then(new ZeroPadding2D(1))
                .then(new MaxPooling2D(3).strides(2).named("pool1"));
        x = denseBlock(x, layersPerBlock[0], "conv2");
        x = denseBlock(transition(x, "pool2"), layersPerBlock[1], "conv3");
        x = denseBlock(transition(x, "pool3"), layersPerBlock[2], "conv4");
        x = denseBlock(transition(x, "pool4"), layersPerBlock[3], "conv5");
        return normalizedRelu(x, "");
    }

    /** A dense block: each layer is a 1×1 convolution to 128 channels and a 3×3 convolution to 32, which are appended to its input. */
    private static Symbol denseBlock(Symbol in, int layers, String name) {
        Symbol x = in;
        for (int layer = 1; layer <= layers; layer++) {
            String prefix = name + "_block" + layer + "_";
            Symbol y = convolved(normalizedRelu(x, prefix + "0_"), 4 * GROWTH, 1, prefix + "1_conv");
            y = convolved(normalizedRelu(y, prefix + "1_"), GROWTH, 3, prefix + "2_conv");
            x = new Concatenate().named(prefix + "concat").of(x, y);
        }
        return x;
    }

    /** A transition: a 1×1 convolution to half as many channels, and average pooling. */
    private static Symbol transition(Symbol x, String name) {
        int channels = x.shape().last() / 2;
        return convolved(normalizedRelu(x, name + "_"), channels, 1, name + "_conv")
                .then(new AveragePooling2D(2).named(name + "_pool"));
    }

    private static Symbol convolved(Symbol x, int filters, int kernel, String name) {
        return x.then(new Conv2D(filters, kernel)
                .padding(kernel == 1 ? "valid" : "same")
                .useBias(false)
                .named(name));
    }

    private static Symbol normalizedRelu(Symbol x, String prefix) {
        return x.then(new BatchNormalization().epsilon(EPSILON).named(prefix + "bn"))
                .then(new Activation("relu").named(prefix + "relu"));
    }

    @Override
    final Preprocessing preprocessingMode() {
        return Preprocessing.TORCH;
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#TORCH}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.TORCH.apply(images);
    }
}
