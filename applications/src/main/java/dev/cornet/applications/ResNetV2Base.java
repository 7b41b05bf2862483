package dev.cornet.applications;

import dev.cornet.layers.Add;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;

/**
 * The architecture of ResNet50V2, ResNet101V2 and ResNet152V2: residual blocks x + F(p) of the pre-activation p = relu(batch
 * normalization(x)), so that x itself passes unchanged from block to block. A stack halves its images at its end.
 *
 * <pre>
 *         output      layers                               ResNet50V2   ResNet101V2   ResNet152V2
 * conv1   112 × 112   7×7, 64, stride 2
 *          56 ×  56   3×3 max pooling, stride 2
 * conv2    28 ×  28   1×1,  64;  3×3,  64;  1×1,  256      × 3          × 3           × 3
 * conv3    14 ×  14   1×1, 128;  3×3, 128;  1×1,  512      × 4          × 4           × 8
 * conv4     7 ×   7   1×1, 256;  3×3, 256;  1×1, 1024      × 6          × 23          × 36
 * conv5     7 ×   7   1×1, 512;  3×3, 512;  1×1, 2048      × 3          × 3           × 3
 *           1 ×   1   batch normalization, relu, average pooling, dense 1000, softmax
 * </pre>
 *
 * @param <A> the network itself
 */
abstract class ResNetV2Base<A extends ResNetV2Base<A>> extends ResNetBase<A> {
    /** See {@link ResNetBase}. */
    ResNetV2Base(String md5WithTop, String md5WithoutTop, int... blocks) {
        super(md5WithTop, md5WithoutTop, blocks);
    }

    @Override
    final Symbol features(Symbol image) {
        Symbol x = pool1(conv1(image));
        x = stack(x, 64, blocks[0], 2, "conv2");
        x = stack(x, 128, blocks[1], 2, "conv3");
        x = stack(x, 256, blocks[2], 2, "conv4");
        x = stack(x, 512, blocks[3], 1, "conv5");
        return relu(normalized(x, "post_bn"), "post_relu");
    }

    /** A stack of blocks; the first one changes the number of channels, the last one has the stride. */
    private static Symbol stack(Symbol in, int filters, int blocks, int stride, String name) {
        Symbol x = firstBlock(in, filters, name + "_block1");
        for (int b = 2; b <= blocks; b++) {
            x = block(x, filters, b == blocks ? stride : 1, name + "_block" + b);
        }
        return x;
    }

    /** A block whose shortcut is a 1×1 convolution of the pre-activation. */
    private static Symbol firstBlock(Symbol x, int filters, String name) {
        Symbol p = preactivation(x, name);
        Symbol shortcut = p.then(new Conv2D(4 * filters, 1).named(name + "_0_conv"));
        return new Add().named(name + "_out").of(shortcut, bottleneck(p, filters, 1, name));
    }

    /** A block x + F(p); with a stride, x is sampled with it by max pooling of size 1. */
    private static Symbol block(Symbol x, int filters, int stride, String name) {
        Symbol y = bottleneck(preactivation(x, name), filters, stride, name);
        Symbol shortcut = stride == 1 ? x : x.then(new MaxPooling2D(1).strides(stride));
        return new Add().named(name + "_out").of(shortcut, y);
    }

    private static Symbol preactivation(Symbol x, String name) {
        return relu(normalized(x, name + "_preact_bn"), name + "_preact_relu");
    }

    /** The function F of a block. */
    private static Symbol bottleneck(Symbol p, int filters, int stride, String name) {
        Symbol y = p.then(new Conv2D(filters, 1).useBias(false).named(name + "_1_conv"));
        y = relu(normalized(y, name + "_1_bn"), name + "_1_relu")
                .then(new ZeroPadding2D(1).named(name + "_2_pad"))
                .then(new Conv2D(filters, 3).strides(stride).useBias(false).named(name + "_2_conv"));
        return relu(normalized(y, name + "_2_bn"), name + "_2_relu")
                .then(new Conv2D(4 * filters, 1).named(name + "_3_conv"));
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#TF}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.TF.apply(images);
    }
}
