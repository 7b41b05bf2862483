package dev.cornet.benchmarks.peers;

import dev.cornet.benchmarks.Inputs;
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

/** A graph in training, or at prediction; its session stays open until the process ends. */
final class TensorFlowModel {
    /** The logits of a network on {@code x}. */
    interface Network {
        Operand<TFloat32> of(TensorFlowLayers layers, Operand<TFloat32> x);
    }

    private TensorFlowModel() {}

    static Workload training(Network network, Function<Graph, Optimizer> optimizer, Inputs inputs, int... sample) {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, sample)));
        Placeholder<TFloat32> y = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, Inputs.CLASSES)));
        Operand<TFloat32> logits = network.of(new TensorFlowLayers(tf, true, false), x);
        Operand<TFloat32> losses =
                tf.nn.softmaxCrossEntropyWithLogits(logits, y).loss();
        Operand<TFloat32> loss = tf.math.mean(losses, tf.constant(0));
        Operand<TFloat32> right = tf.dtypes.cast(
                tf.math.equal(tf.math.argMax(logits, tf.constant(1)), tf.math.argMax(y, tf.constant(1))),
                TFloat32.class);
        Operand<TFloat32> accuracy = tf.math.mean(right, tf.constant(0));
        Op step = optimizer.apply(graph).minimize(loss);
        Session session = open(graph);

        Shape given = shape(inputs.batch(), sample);
        Shape wanted = shape(inputs.batch(), Inputs.CLASSES);
        return new Steps(inputs, inputs.y().toArray(), (xs, ys) -> {
            try (TFloat32 xi = tensor(given, xs);
                    TFloat32 yi = tensor(wanted, ys)) {
                Session.Runner runner = session.runner().feed(x, xi).feed(y, yi).fetch(loss);
                if (!Steps.BARE) {
                    runner.fetch(accuracy);
                }
                try (Result result = runner.addTarget(step).run()) {
                    float[] found = new float[result.size()];
                    for (int i = 0; i < found.length; i++) {
                        found[i] = ((TFloat32) result.get(i)).getFloat();
                    }
                    return found;
                }
            }
        });
    }

    /** Calls from an array to an array of probabilities. */
    static Runnable predictions(Network network, boolean frozen, int batch, int... sample) {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(shape(-1, sample)));
        Operand<TFloat32> y = tf.nn.softmax(network.of(new TensorFlowLayers(tf, false, frozen), x));
        Session session = open(graph);

        Shape given = shape(batch, sample);
        float[] values = Inputs.noise(batch, sample).toArray();
        return () -> {
            try (TFloat32 xi = tensor(given, values);
                    Result result = session.runner().feed(x, xi).fetch(y).run()) {
                TFloat32 found = (TFloat32) result.get(0);
                float[] probabilities = new float[Math.toIntExact(found.size())];
                found.asRawTensor().data().asFloats().read(probabilities);
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
