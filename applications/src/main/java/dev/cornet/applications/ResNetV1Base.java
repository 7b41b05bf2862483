package dev.cornet.applications;

import dev.cornet.layers.Add;
import dev.cornet.layers.Conv2D;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;

/**
 * The architecture of ResNet50, ResNet101 and ResNet152: residual blocks relu(x + F(x)) with a bottleneck F, in which batch normalization
 * follows each convolution.
 *
 * <pre>
 *         output      layers                               ResNet50   ResNet101   ResNet152
 * conv1   112 × 112   7×7, 64, stride 2
 * conv2    56 ×  56   3×3 max pooling, stride 2
 *                     1×1,  64;  3×3,  64;  1×1,  256      × 3        × 3         × 3
 * conv3    28 ×  28   1×1, 128;  3×3, 128;  1×1,  512      × 4        × 4         × 8
 * conv4    14 ×  14   1×1, 256;  3×3, 256;  1×1, 1024      × 6        × 23        × 36
 * conv5     7 ×   7   1×1, 512;  3×3, 512;  1×1, 2048      × 3        × 3         × 3
 *           1 ×   1   average pooling, dense 1000, softmax
 * </pre>
 *
 * @param <A> the network itself
 */
abstract class ResNetV1Base<A extends ResNetV1Base<A>> extends ResNetBase<A> {
    /** See {@link ResNetBase}. */
    ResNetV1Base(String md5WithTop, String md5WithoutTop, int... blocks) {
        super(md5WithTop, md5WithoutTop, blocks);
    }

    @Override
    final Symbol features(Symbol image) {
        Symbol x = pool1(relu(normalized(conv1(image), "conv1_bn"), "conv1_relu"));
        x = stack(x, 64, blocks[0], 1, "conv2");
        x = stack(x, 128, blocks[1], 2, "conv3");
        x = stack(x, 256, blocks[2], 2, "conv4");
        return stack(x, 512, blocks[3], 2, "conv5");
    }

    /** A stack of blocks; the first one has the stride and changes the number of channels. */
    private static Symbol stack(Symbol in, int filters, int blocks, int stride, String name) {
        Symbol shortcut = convolved(in, 4 * filters, 1, stride, name + "_block1_0");
        Symbol x = block(in, shortcut, filters, stride, name + "_block1");
        for (int b = 2; b <= blocks; b++) {
            x = block(x, x, filters, 1, name + "_block" + b);
        }
        return x;
    }

    /** A block relu(shortcut + F(x)). */
    private static Symbol block(Symbol x, Symbol shortcut, int filters, int stride, String name) {
        Symbol y = relu(convolved(x, filters, 1, stride, name + "_1"), name + "_1_relu");
        y = relu(convolved(y, filters, 3, 1, name + "_2"), name + "_2_relu");
        y = convolved(y, 4 * filters, 1, 1, name + "_3");
        return relu(new Add().named(name + "_add").of(shortcut, y), name + "_out");
    }

    /** A convolution and its batch normalization. */
    private static Symbol convolved(Symbol x, int filters, int kernel, int stride, String name) {
        Symbol y = x.then(new Conv2D(filters, kernel)
                .strides(stride)
                .padding(kernel == 1 ? "valid" : "same")
                .named(name + "_conv"));
        return normalized(y, name + "_bn");
    }

    @Override
    final Preprocessing preprocessingMode() {
        return Preprocessing.CAFFE;
    }

    /** Preprocesses images with channels R, G, B in 0 … 255 for this network: {@link Preprocessing#CAFFE}. */
    public static Tensor preprocessInput(Tensor images) {
        return Preprocessing.CAFFE.apply(images);
    }
}
