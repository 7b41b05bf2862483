package dev.cornet.benchmarks.peers;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** InceptionV3, Xception and DenseNet121 in TensorFlow Java, with logits as outputs, built as in Keras. */
final class TensorFlowImageNetworks {
    private static final int CLASSES = 1000;
    private static final int[] DENSE_BLOCKS = {6, 12, 24, 16};
    private static final int GROWTH = 32;

    private final TensorFlowLayers layers;

    private TensorFlowImageNetworks(TensorFlowLayers layers) {
        this.layers = layers;
    }

    static Operand<TFloat32> inceptionV3(TensorFlowLayers layers, Operand<TFloat32> x) {
        return new TensorFlowImageNetworks(layers).inceptionV3(x);
    }

    static Operand<TFloat32> xception(TensorFlowLayers layers, Operand<TFloat32> x) {
        return new TensorFlowImageNetworks(layers).xception(x);
    }

    static Operand<TFloat32> denseNet121(TensorFlowLayers layers, Operand<TFloat32> x) {
        return new TensorFlowImageNetworks(layers).denseNet121(x);
    }

    // ---- InceptionV3

    private Operand<TFloat32> inceptionV3(Operand<TFloat32> image) {
        Operand<TFloat32> x = conv(image, 32, 3, 3, 2, "VALID");
        x = conv(conv(x, 32, 3, 3, 1, "VALID"), 64, 3, 3);
        x = conv(layers.maxPool(x, 3), 80, 1, 1, 1, "VALID");
        x = layers.maxPool(conv(x, 192, 3, 3, 1, "VALID"), 3);
        x = moduleA(moduleA(moduleA(x, 32), 64), 64);
        x = concat(
                conv(x, 384, 3, 3, 2, "VALID"),
                conv(conv(conv(x, 64, 1, 1), 96, 3, 3), 96, 3, 3, 2, "VALID"),
                layers.maxPool(x, 3));
        x = moduleB(moduleB(moduleB(moduleB(x, 128), 160), 160), 192);
        x = concat(
                conv(conv(x, 192, 1, 1), 320, 3, 3, 2, "VALID"),
                conv(conv(conv(conv(x, 192, 1, 1), 192, 1, 7), 192, 7, 1), 192, 3, 3, 2, "VALID"),
                layers.maxPool(x, 3));
        return scores(moduleC(moduleC(x)));
    }

    private Operand<TFloat32> moduleA(Operand<TFloat32> x, int poolFilters) {
        return concat(
                conv(x, 64, 1, 1),
                conv(conv(x, 48, 1, 1), 64, 5, 5),
                conv(conv(conv(x, 64, 1, 1), 96, 3, 3), 96, 3, 3),
                conv(layers.averagePool(x, 3, 1, "SAME"), poolFilters, 1, 1));
    }

    private Operand<TFloat32> moduleB(Operand<TFloat32> x, int n) {
        Operand<TFloat32> twice = conv(conv(conv(x, n, 1, 1), n, 7, 1), n, 1, 7);
        return concat(
                conv(x, 192, 1, 1),
                conv(conv(conv(x, n, 1, 1), n, 1, 7), 192, 7, 1),
                conv(conv(twice, n, 7, 1), 192, 1, 7),
                conv(layers.averagePool(x, 3, 1, "SAME"), 192, 1, 1));
    }

    private Operand<TFloat32> moduleC(Operand<TFloat32> x) {
        Operand<TFloat32> a = conv(x, 384, 1, 1);
        Operand<TFloat32> b = conv(conv(x, 448, 1, 1), 384, 3, 3);
        return concat(
                conv(x, 320, 1, 1),
                concat(conv(a, 384, 1, 3), conv(a, 384, 3, 1)),
                concat(conv(b, 384, 1, 3), conv(b, 384, 3, 1)),
                conv(layers.averagePool(x, 3, 1, "SAME"), 192, 1, 1));
    }

    private Operand<TFloat32> conv(Operand<TFloat32> x, int filters, int height, int width) {
        return conv(x, filters, height, width, 1, "SAME");
    }

    /** Convolution without bias, batch normalisation, ReLU. */
    private Operand<TFloat32> conv(
            Operand<TFloat32> x, int filters, int height, int width, int stride, String padding) {
        Operand<TFloat32> y = layers.convolution(x, height, width, channels(x), filters, stride, padding);
        return layers.relu(layers.batchNormalization(y, filters));
    }

    // ---- Xception

    private Operand<TFloat32> xception(Operand<TFloat32> image) {
        Operand<TFloat32> x = conv(conv(image, 32, 3, 3, 2, "VALID"), 64, 3, 3, 1, "VALID");
        x = reduction(x, x, 128, 128);
        x = reduction(layers.relu(x), x, 256, 256);
        x = reduction(layers.relu(x), x, 728, 728);
        for (int block = 5; block <= 12; block++) {
            Operand<TFloat32> y = x;
            for (int i = 0; i < 3; i++) {
                y = separable(layers.relu(y), 728);
            }
            x = layers.tf.math.add(y, x);
        }
        x = reduction(layers.relu(x), x, 728, 1024);
        return scores(layers.relu(separable(layers.relu(separable(x, 1536)), 2048)));
    }

    private Operand<TFloat32> reduction(Operand<TFloat32> x, Operand<TFloat32> before, int filters1, int filters2) {
        Operand<TFloat32> shortcut = layers.batchNormalization(
                layers.convolution(before, 1, channels(before), filters2, 2, "SAME"), filters2);
        Operand<TFloat32> y = separable(layers.relu(separable(x, filters1)), filters2);
        return layers.tf.math.add(layers.maxPool(y, 3, "SAME"), shortcut);
    }

    private Operand<TFloat32> separable(Operand<TFloat32> x, int filters) {
        int in = channels(x);
        return layers.batchNormalization(
                layers.convolution(layers.depthwise(x, in, 1), 1, in, filters, 1, "SAME"), filters);
    }

    // ---- DenseNet121

    private Operand<TFloat32> denseNet121(Operand<TFloat32> image) {
        Operand<TFloat32> x = conv(layers.zeroPad(image, 3), 64, 7, 7, 2, "VALID");
        x = layers.maxPool(layers.zeroPad(x, 1), 3);
        for (int block = 0; block < DENSE_BLOCKS.length; block++) {
            if (block > 0) {
                int in = channels(x);
                x = layers.averagePool(layers.convolution(normalizedRelu(x), 1, in, in / 2, 1, "VALID"), 2, 2, "VALID");
            }
            for (int layer = 0; layer < DENSE_BLOCKS[block]; layer++) {
                Operand<TFloat32> y =
                        layers.convolution(normalizedRelu(x), 1, channels(x), 4 * GROWTH, 1, "VALID");
                y = layers.convolution(normalizedRelu(y), 3, 4 * GROWTH, GROWTH, 1, "SAME");
                x = concat(x, y);
            }
        }
        return scores(normalizedRelu(x));
    }

    private Operand<TFloat32> normalizedRelu(Operand<TFloat32> x) {
        return layers.relu(layers.batchNormalization(x, channels(x)));
    }

    // ---- all

    private Operand<TFloat32> scores(Operand<TFloat32> x) {
        return layers.dense(layers.globalAveragePool(x), channels(x), CLASSES);
    }

    @SafeVarargs
    private final Operand<TFloat32> concat(Operand<TFloat32>... xs) {
        return layers.tf.concat(List.of(xs), layers.tf.constant(3));
    }

    private static int channels(Operand<TFloat32> x) {
        return Math.toIntExact(x.shape().get(3));
    }
}
