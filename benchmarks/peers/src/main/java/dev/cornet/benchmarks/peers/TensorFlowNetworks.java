package dev.cornet.benchmarks.peers;

import dev.cornet.benchmarks.SyntheticData;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;

/** The networks in TensorFlow Java, with logits as outputs, built as in Keras. */
final class TensorFlowNetworks {
    private static final int[][] VGG16 = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
    private static final int[][] MOBILE_NET = {
        {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1}, {512, 1}, {512, 1},
        {1024, 2}, {1024, 1}
    };
    private static final int[] RESNET50 = {3, 4, 6, 3};
    private static final int CLASSES = 1000;

    private TensorFlowNetworks() {}

    static Operand<TFloat32> mlp(TensorFlowLayers layers, Operand<TFloat32> x) {
        Operand<TFloat32> hidden = layers.relu(layers.dense(layers.relu(layers.dense(x, 784, 512)), 512, 512));
        return layers.dense(hidden, 512, SyntheticData.CLASSES);
    }

    static Operand<TFloat32> mnistCnn(TensorFlowLayers layers, Operand<TFloat32> x) {
        Operand<TFloat32> a = layers.maxPool(convolution(layers, x, 3, 1, 32, "VALID"), 2);
        Operand<TFloat32> b = layers.maxPool(convolution(layers, a, 3, 32, 64, "VALID"), 2);
        return layers.dense(layers.dropout(layers.flatten(b, 1600), 0.5f), 1600, SyntheticData.CLASSES);
    }

    static Operand<TFloat32> leNet(TensorFlowLayers layers, Operand<TFloat32> x) {
        Operand<TFloat32> a = layers.maxPool(convolution(layers, x, 5, 1, 6, "SAME"), 2);
        Operand<TFloat32> b = layers.maxPool(convolution(layers, a, 5, 6, 6, "VALID"), 2);
        return layers.dense(layers.relu(layers.dense(layers.flatten(b, 150), 150, 120)), 120, SyntheticData.CLASSES);
    }

    static Operand<TFloat32> vgg16(TensorFlowLayers layers, Operand<TFloat32> x) {
        Operand<TFloat32> a = layers.relu(layers.dense(layers.flatten(vgg16Base(layers, x), 25_088), 25_088, 4096));
        return layers.dense(layers.relu(layers.dense(a, 4096, 4096)), 4096, CLASSES);
    }

    /** The gradient stops at the flattened features, so that the base's weights do not change. */
    static Operand<TFloat32> frozenVgg16(TensorFlowLayers layers, Operand<TFloat32> x) {
        return head(layers, layers.tf.stopGradient(layers.flatten(vgg16Base(layers, x), 2048)));
    }

    static Operand<TFloat32> trainedVgg16(TensorFlowLayers layers, Operand<TFloat32> x) {
        return head(layers, layers.flatten(vgg16Base(layers, x), 2048));
    }

    private static Operand<TFloat32> head(TensorFlowLayers layers, Operand<TFloat32> features) {
        return layers.dense(layers.relu(layers.dense(features, 2048, 100)), 100, SyntheticData.CLASSES);
    }

    private static Operand<TFloat32> vgg16Base(TensorFlowLayers layers, Operand<TFloat32> x) {
        Operand<TFloat32> y = x;
        int in = 3;
        for (int[] stage : VGG16) {
            for (int i = 0; i < stage[0]; i++) {
                y = convolution(layers, y, 3, in, stage[1], "SAME");
                in = stage[1];
            }
            y = layers.maxPool(y, 2);
        }
        return y;
    }

    static Operand<TFloat32> resNet50(TensorFlowLayers layers, Operand<TFloat32> x) {
        Operand<TFloat32> y = layers.relu(convolutionBatchNorm(layers, layers.zeroPad(x, 3), 7, 3, 64, 2));
        y = layers.maxPool(layers.zeroPad(y, 1), 3);
        int in = 64;
        for (int stage = 0; stage < RESNET50.length; stage++) {
            int filters = 64 << stage;
            int out = 4 * filters;
            for (int block = 0; block < RESNET50[stage]; block++) {
                int stride = block == 0 && stage > 0 ? 2 : 1;
                Operand<TFloat32> shortcut = block == 0 ? convolutionBatchNorm(layers, y, 1, in, out, stride) : y;
                Operand<TFloat32> inner = layers.relu(convolutionBatchNorm(layers, y, 1, in, filters, stride));
                inner = layers.convolution(inner, 3, filters, filters, 1, "SAME");
                inner = layers.relu(layers.batchNormalization(layers.bias(inner, filters), filters));
                y = layers.relu(layers.tf.math.add(convolutionBatchNorm(layers, inner, 1, filters, out, 1), shortcut));
                in = out;
            }
        }
        return layers.dense(layers.globalAveragePool(y), in, CLASSES);
    }

    static Operand<TFloat32> mobileNet(TensorFlowLayers layers, Operand<TFloat32> x) {
        Ops tf = layers.tf;
        Operand<TFloat32> y = tf.nn.relu6(layers.batchNormalization(layers.convolution(x, 3, 3, 32, 2, "SAME"), 32));
        int in = 32;
        for (int[] block : MOBILE_NET) {
            y = tf.nn.relu6(layers.batchNormalization(layers.depthwise(y, in, block[1]), in));
            y = tf.nn.relu6(layers.batchNormalization(layers.convolution(y, 1, in, block[0], 1, "SAME"), block[0]));
            in = block[0];
        }
        return layers.dense(layers.globalAveragePool(y), in, CLASSES);
    }

    /** LSTM unrolled into its time steps: TensorFlow Java has no recurrent layers, and its fused operation has no gradient. */
    static Operand<TFloat32> lstm(TensorFlowLayers layers, Operand<TFloat32> x) {
        Ops tf = layers.tf;
        int units = 128;
        int gates = 4 * units;
        Operand<TFloat32> projected = layers.dense(layers.flatten(x, 64), 64, gates);
        List<Output<TFloat32>> steps = tf.unstack(
                        tf.reshape(projected, tf.constant(new int[] {-1, 100, gates})), 100L, Unstack.axis(1L))
                .output();
        Operand<TFloat32> recurrent = layers.weight(0.08, units, gates);
        Operand<TFloat32> zeros =
                tf.zerosLike(tf.slice(steps.get(0), tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, units})));
        Operand<TFloat32> h = zeros;
        Operand<TFloat32> c = zeros;
        for (Output<TFloat32> step : steps) {
            Operand<TFloat32> z = tf.math.add(step, tf.linalg.matMul(h, recurrent));
            List<Output<TFloat32>> ifgo = tf.split(tf.constant(1), z, 4L).output();
            Operand<TFloat32> gatedInput = tf.math.mul(tf.math.sigmoid(ifgo.get(0)), tf.math.tanh(ifgo.get(2)));
            c = tf.math.add(gatedInput, tf.math.mul(tf.math.sigmoid(ifgo.get(1)), c));
            h = tf.math.mul(tf.math.sigmoid(ifgo.get(3)), tf.math.tanh(c));
        }
        return layers.dense(h, units, SyntheticData.CLASSES);
    }

    private static Operand<TFloat32> convolution(
            TensorFlowLayers layers, Operand<TFloat32> x, int kernel, int in, int out, String padding) {
        return layers.relu(layers.bias(layers.convolution(x, kernel, in, out, 1, padding), out));
    }

    /** Convolution without padding, with bias and batch normalisation. */
    private static Operand<TFloat32> convolutionBatchNorm(
            TensorFlowLayers layers, Operand<TFloat32> x, int kernel, int in, int out, int stride) {
        return layers.batchNormalization(
                layers.bias(layers.convolution(x, kernel, in, out, stride, "VALID"), out), out);
    }
}
