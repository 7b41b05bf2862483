package dev.cornet.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.random.RandomUniform;
import org.tensorflow.op.random.TruncatedNormal;
import org.tensorflow.types.TFloat32;

/** Layers with weights, built from TensorFlow's operations, as TensorFlow Java has none. Images have their channels last. */
final class TensorFlowLayers {
    final Ops tf;

    private final boolean training;
    private final boolean frozen;
    private final Random random = new Random(42);

    TensorFlowLayers(Ops tf, boolean training, boolean frozen) {
        this.tf = tf;
        this.training = training;
        this.frozen = frozen;
    }

    /** A variable with normally distributed initial values, or a constant if the graph is frozen. */
    Operand<TFloat32> weight(double stddev, long... shape) {
        if (frozen) {
            float[] values = new float[Math.toIntExact(Shape.of(shape).size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * stddev);
            }
            return tf.constant(Shape.of(shape), DataBuffers.of(values));
        }
        Operand<TFloat32> normal = tf.random.truncatedNormal(
                tf.constant(shape), TFloat32.class, TruncatedNormal.seed((long) random.nextInt(1 << 20)));
        return variable(tf.math.mul(normal, tf.constant((float) stddev)), shape);
    }

    private Operand<TFloat32> filled(float value, long size) {
        if (frozen) {
            float[] values = new float[Math.toIntExact(size)];
            Arrays.fill(values, value);
            return tf.constant(Shape.of(size), DataBuffers.of(values));
        }
        return variable(tf.fill(tf.constant(new long[] {size}), tf.constant(value)), size);
    }

    private Operand<TFloat32> variable(Operand<TFloat32> initialValue, long... shape) {
        Variable<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
        tf.withInitScope().assign(variable, initialValue);
        return variable;
    }

    Operand<TFloat32> dense(Operand<TFloat32> x, int in, int out) {
        return tf.nn.biasAdd(tf.linalg.matMul(x, weight(Math.sqrt(2.0 / in), in, out)), filled(0, out));
    }

    /** 2D convolution without bias. */
    Operand<TFloat32> convolution(Operand<TFloat32> x, int kernel, int in, int out, int stride, String padding) {
        return convolution(x, kernel, kernel, in, out, stride, padding);
    }

    /** 2D convolution without bias, with a kernel of this height and width. */
    Operand<TFloat32> convolution(
            Operand<TFloat32> x, int height, int width, int in, int out, int stride, String padding) {
        Operand<TFloat32> w = weight(Math.sqrt(2.0 / (height * width * in)), height, width, in, out);
        return tf.nn.conv2d(x, w, strides(stride), padding);
    }

    Operand<TFloat32> bias(Operand<TFloat32> x, int channels) {
        return tf.nn.biasAdd(x, filled(0, channels));
    }

    /** Depthwise 3×3 convolution. */
    Operand<TFloat32> depthwise(Operand<TFloat32> x, int channels, int stride) {
        return tf.nn.depthwiseConv2dNative(x, weight(Math.sqrt(2.0 / 9), 3, 3, channels, 1), strides(stride), "SAME");
    }

    /** Batch normalisation in inference mode. */
    Operand<TFloat32> batchNormalization(Operand<TFloat32> x, int channels) {
        return tf.nn.fusedBatchNorm(
                        x,
                        filled(1, channels),
                        filled(0, channels),
                        filled(0, channels),
                        filled(1, channels),
                        FusedBatchNorm.isTraining(false),
                        FusedBatchNorm.epsilon(1e-3f))
                .y();
    }

    Operand<TFloat32> maxPool(Operand<TFloat32> x, int size) {
        return maxPool(x, size, "VALID");
    }

    Operand<TFloat32> maxPool(Operand<TFloat32> x, int size, String padding) {
        return tf.nn.maxPool(x, tf.constant(square(size)), tf.constant(square(2)), padding);
    }

    Operand<TFloat32> averagePool(Operand<TFloat32> x, int size, int stride, String padding) {
        return tf.nn.avgPool(x, strides(size), strides(stride), padding);
    }

    Operand<TFloat32> zeroPad(Operand<TFloat32> x, int by) {
        return tf.pad(x, tf.constant(new int[][] {{0, 0}, {by, by}, {by, by}, {0, 0}}), tf.constant(0f));
    }

    Operand<TFloat32> globalAveragePool(Operand<TFloat32> x) {
        return tf.math.mean(x, tf.constant(new int[] {1, 2}));
    }

    Operand<TFloat32> flatten(Operand<TFloat32> x, int features) {
        return tf.reshape(x, tf.constant(new int[] {-1, features}));
    }

    Operand<TFloat32> dropout(Operand<TFloat32> x, float rate) {
        if (!training) {
            return x;
        }
        Operand<TFloat32> u = tf.random.randomUniform(tf.shape(x), TFloat32.class, RandomUniform.seed(7L));
        Operand<TFloat32> mask = tf.dtypes.cast(tf.math.greaterEqual(u, tf.constant(rate)), TFloat32.class);
        return tf.math.mul(x, tf.math.mul(mask, tf.constant(1 / (1 - rate))));
    }

    Operand<TFloat32> relu(Operand<TFloat32> x) {
        return tf.nn.relu(x);
    }

    private static List<Long> strides(long size) {
        return List.of(1L, size, size, 1L);
    }

    private static int[] square(int size) {
        return new int[] {1, size, size, 1};
    }
}
