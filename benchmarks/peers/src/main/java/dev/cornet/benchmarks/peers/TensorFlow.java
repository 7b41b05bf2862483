package dev.cornet.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cornet.benchmarks.CallLatency;
import dev.cornet.benchmarks.FirstStep;
import dev.cornet.benchmarks.Harness;
import dev.cornet.benchmarks.LongestStall;
import dev.cornet.benchmarks.SyntheticData;
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
 * Program that runs one of the workloads in TensorFlow Java, as graphs of operations, since it has no layers. With {@code -Dfrozen=true}
 * the weights of predictions are constants, so that TensorFlow folds batch normalisation into the convolutions.
 */
public final class TensorFlow {
    private static final boolean FROZEN = Boolean.getBoolean("frozen");
    private static final int[] DIGIT = {28, 28, 1};
    private static final int[] PHOTO = {64, 64, 3};

    private TensorFlow() {}

    public static void main(String[] args) throws JsonProcessingException {
        Supplier<Workload> cnn = () -> digits(TensorFlowNetworks::mnistCnn, TensorFlow::adam, 40, 128);
        Supplier<Workload> frozenVgg16 = () -> photos64(TensorFlowNetworks::frozenVgg16, 8);
        Workloads workloads = new Workloads()
                .add(
                        "W1",
                        () -> TensorFlowModel.training(
                                TensorFlowNetworks::mlp, TensorFlow::adam, SyntheticData.of(40, 128, 784), 784))
                .add("W2", cnn)
                .add("W2:1core", cnn)
                .add("W2:busy", cnn)
                .add("W2:first", () -> new FirstStep(digits(TensorFlowNetworks::mnistCnn, TensorFlow::adam, 1, 128)))
                .add("W3", () -> digits(TensorFlowNetworks::leNet, TensorFlow::sgd, 40, 32))
                .add("W4:1", () -> photos224(TensorFlowNetworks::vgg16, 1))
                .add("W4:8", () -> photos224(TensorFlowNetworks::vgg16, 8))
                .add("W5", frozenVgg16)
                .add("W5:1core", frozenVgg16)
                .add("W5:stall", () -> new LongestStall(photos64(TensorFlowNetworks::trainedVgg16, 4)))
                .add("W6:1", () -> photos224(TensorFlowNetworks::resNet50, 1))
                .add("W6:8", () -> photos224(TensorFlowNetworks::resNet50, 8))
                .add("W7:1", () -> photos224(TensorFlowNetworks::mobileNet, 1))
                .add("W7:8", () -> photos224(TensorFlowNetworks::mobileNet, 8))
                .add(
                        "W8",
                        () -> CallLatency.inMicroseconds(
                                TensorFlowModel.predictions(TensorFlowNetworks::mlp, FROZEN, 1, 784)))
                .add(
                        "W9",
                        () -> TensorFlowModel.training(
                                TensorFlowNetworks::lstm,
                                TensorFlow::adam,
                                SyntheticData.of(40, 32, 100, 64),
                                100,
                                64))
                .add("W10:1", () -> photos(TensorFlowImageNetworks::inceptionV3, 1, 299))
                .add("W10:8", () -> photos(TensorFlowImageNetworks::inceptionV3, 8, 299))
                .add("W11:1", () -> photos(TensorFlowImageNetworks::xception, 1, 299))
                .add("W11:8", () -> photos(TensorFlowImageNetworks::xception, 8, 299))
                .add("W12:1", () -> photos(TensorFlowImageNetworks::denseNet121, 1, 224))
                .add("W12:8", () -> photos(TensorFlowImageNetworks::denseNet121, 8, 224));
        new Harness("TensorFlow" + (FROZEN ? ", frozen" : "") + (TrainingLoop.BARE ? ", bare" : ""), workloads)
                .run(args, () -> Map.of("version", org.tensorflow.TensorFlow.version()));
        System.exit(0); // its threads would keep the process alive
    }

    private static Workload digits(
            TensorFlowModel.Network network, Function<Graph, Optimizer> optimizer, int steps, int batch) {
        return TensorFlowModel.training(network, optimizer, SyntheticData.of(steps, batch, DIGIT), DIGIT);
    }

    private static Workload photos64(TensorFlowModel.Network network, int steps) {
        return TensorFlowModel.training(network, TensorFlow::adam, SyntheticData.of(steps, 32, PHOTO), PHOTO);
    }

    private static Workload photos224(TensorFlowModel.Network network, int batch) {
        return photos(network, batch, 224);
    }

    private static Workload photos(TensorFlowModel.Network network, int batch, int side) {
        return CallLatency.inMilliseconds(batch, TensorFlowModel.predictions(network, FROZEN, batch, side, side, 3));
    }

    private static Optimizer adam(Graph graph) {
        return new Adam(graph, 0.001f);
    }

    private static Optimizer sgd(Graph graph) {
        return new GradientDescent(graph, 0.01f);
    }
}
