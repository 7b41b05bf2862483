package dev.cornet.benchmarks.peers;

import dev.cornet.benchmarks.SyntheticData;
import dev.cornet.benchmarks.Workload;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Training and prediction workloads of a TensorFlow graph. Its session stays open until the process ends. */
final class TensorFlowModel {
    /** A network: builds the graph from {@code x} to the logits. */
    interface Network {
        Operand<TFloat32> of(TensorFlowLayers layers, Operand<TFloat32> x);
    }

    private TensorFlowModel() {}

    static Workload training(Network network, Function<Graph, Optimizer> optimizer, SyntheticData data, int... sample) {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, sample)));
        Placeholder<TFloat32> y = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, SyntheticData.CLASSES)));
        Operand<TFloat32> logits = network.of(new TensorFlowLayers(tf, true, false), x);
        Operand<TFloat32> losses =
                tf.nn.softmaxCrossEntropyWithLogits(logits, y).loss();
        Operand<TFloat32> loss = tf.math.mean(losses, tf.constant(0));
        Operand<TFloat32> correct = tf.dtypes.cast(
                tf.math.equal(tf.math.argMax(logits, tf.constant(1)), tf.math.argMax(y, tf.constant(1))),
                TFloat32.class);
        Operand<TFloat32> accuracy = tf.math.mean(correct, tf.constant(0));
        Op step = optimizer.apply(graph).minimize(loss);
        Session session = open(graph);

        Shape inputShape = shape(data.batch(), sample);
        Shape targetShape = shape(data.batch(), SyntheticData.CLASSES);
        return new TrainingLoop(data, data.y().toArray(), (xs, ys) -> {
            try (TFloat32 xi = tensor(inputShape, xs);
                    TFloat32 yi = tensor(targetShape, ys)) {
                Session.Runner runner = session.runner().feed(x, xi).feed(y, yi).fetch(loss);
                if (!TrainingLoop.BARE) {
                    runner.fetch(accuracy);
                }
                try (Result result = runner.addTarget(step).run()) {
                    float[] metrics = new float[result.size()];
                    for (int i = 0; i < metrics.length; i++) {
                        metrics[i] = ((TFloat32) result.get(i)).getFloat();
                    }
                    return metrics;
                }
            }
        });
    }

    /** Prediction calls that take an array and return an array of probabilities. */
    static Runnable predictions(Network network, boolean frozen, int batch, int... sample) {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, sample)));
        Operand<TFloat32> y = tf.nn.softmax(network.of(new TensorFlowLayers(tf, false, frozen), x));
        Session session = open(graph);

        Shape inputShape = shape(batch, sample);
        float[] values = SyntheticData.noise(batch, sample).toArray();
        return () -> {
            try (TFloat32 xi = tensor(inputShape, values);
                    Result result = session.runner().feed(x, xi).fetch(y).run()) {
                TFloat32 output = (TFloat32) result.get(0);
                float[] probabilities = new float[Math.toIntExact(output.size())];
                output.asRawTensor().data().asFloats().read(probabilities);
            }
        };
    }

    private static Session open(Graph graph) {
        Session session = new Session(graph);
        session.initialize();
        return session;
    }

    private static TFloat32 tensor(Shape shape, float[] values) {
        return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
    }

    private static Shape shape(int batch, int... sample) {
        long[] dims = new long[1 + sample.length];
        dims[0] = batch;
        for (int d = 0; d < sample.length; d++) {
            dims[1 + d] = sample[d];
        }
        return Shape.of(dims);
    }
}
