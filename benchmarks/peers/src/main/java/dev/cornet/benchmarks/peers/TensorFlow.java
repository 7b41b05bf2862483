package dev.cornet.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cornet.benchmarks.Calls;
import dev.cornet.benchmarks.First;
import dev.cornet.benchmarks.Harness;
import dev.cornet.benchmarks.Inputs;
import dev.cornet.benchmarks.Stall;
import dev.cornet.benchmarks.Workload;
import dev.cornet.benchmarks.Workloads;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;

/**
 * The workloads in TensorFlow Java, which has no layers: graphs of operations. With {@code -Dfrozen=true} the weights of predictions are
 * constants, so that TensorFlow folds batch normalisation into the convolutions.
 */
public final class TensorFlow {
    private static final boolean FROZEN = Boolean.getBoolean("frozen");
    private static final int[] DIGIT = {28, 28, 1};
    private static final int[] PHOTO = {64, 64, 3};

    private TensorFlow() {}

    public static void main(String[] args) throws JsonProcessingException {
        Supplier<Workload> small = () -> digits(TensorFlowNetworks::mnistCnn, TensorFlow::adam, 40, 128);
        Supplier<Workload> head = () -> pictures(TensorFlowNetworks::frozenVgg16, 8);
        Workloads workloads = new Workloads()
                .add(
                        "W1",
                        () -> TensorFlowModel.training(
                                TensorFlowNetworks::mlp, TensorFlow::adam, Inputs.of(40, 128, 784), 784))
                .add("W2", small)
                .add("W2:1core", small)
                .add("W2:busy", small)
                .add("W2:first", () -> new First(digits(TensorFlowNetworks::mnistCnn, TensorFlow::adam, 1, 128)))
                .add("W3", () -> digits(TensorFlowNetworks::leNet, TensorFlow::sgd, 40, 32))
                .add("W4:1", () -> photos(TensorFlowNetworks::vgg16, 1))
                .add("W4:8", () -> photos(TensorFlowNetworks::vgg16, 8))
                .add("W5", head)
                .add("W5:1core", head)
                .add("W5:stall", () -> new Stall(pictures(TensorFlowNetworks::trainedVgg16, 4)))
                .add("W6:1", () -> photos(TensorFlowNetworks::resNet50, 1))
                .add("W6:8", () -> photos(TensorFlowNetworks::resNet50, 8))
                .add("W7:1", () -> photos(TensorFlowNetworks::mobileNet, 1))
                .add("W7:8", () -> photos(TensorFlowNetworks::mobileNet, 8))
                .add(
                        "W8",
                        () -> Calls.inMicroseconds(
                                TensorFlowModel.predictions(TensorFlowNetworks::mlp, FROZEN, 1, 784)))
                .add(
                        "W9",
                        () -> TensorFlowModel.training(
                                TensorFlowNetworks::lstm, TensorFlow::adam, Inputs.of(40, 32, 100, 64), 100, 64));
        new Harness("TensorFlow" + (FROZEN ? ", frozen" : "") + (Steps.BARE ? ", bare" : ""), workloads)
                .run(args, () -> Map.of("version", org.tensorflow.TensorFlow.version()));
        System.exit(0); // its threads would keep the process alive
    }

    private static Workload digits(
            TensorFlowModel.Network network, Function<Graph, Optimizer> optimizer, int steps, int batch) {
        return TensorFlowModel.training(network, optimizer, Inputs.of(steps, batch, DIGIT), DIGIT);
    }

    private static Workload pictures(TensorFlowModel.Network network, int steps) {
        return TensorFlowModel.training(network, TensorFlow::adam, Inputs.of(steps, 32, PHOTO), PHOTO);
    }

    private static Workload photos(TensorFlowModel.Network network, int batch) {
        return Calls.inMilliseconds(batch, TensorFlowModel.predictions(network, FROZEN, batch, 224, 224, 3));
    }

    private static Optimizer adam(Graph graph) {
        return new Adam(graph, 0.001f);
    }

    private static Optimizer sgd(Graph graph) {
        return new GradientDescent(graph, 0.01f);
    }
}
