package dev.cornet.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cornet.benchmarks.CallLatency;
import dev.cornet.benchmarks.FirstStep;
import dev.cornet.benchmarks.Harness;
import dev.cornet.benchmarks.LongestStall;
import dev.cornet.benchmarks.SyntheticData;
import dev.cornet.benchmarks.Workload;
import dev.cornet.benchmarks.Workloads;
import java.util.Map;
import java.util.function.Supplier;

/** Program that runs one of the workloads in DJL with PyTorch. Images have their channels first, as PyTorch expects. */
public final class PyTorch {
    private static final int[] DIGIT = {1, 28, 28};
    private static final int[] PHOTO = {3, 64, 64};

    private PyTorch() {}

    public static void main(String[] args) throws JsonProcessingException {
        Supplier<Workload> cnn = () ->
                PyTorchModel.training(PyTorchNetworks.mnistCnn(), adam(), SyntheticData.of(40, 128, DIGIT), DIGIT);
        Supplier<Workload> frozenVgg16 = () ->
                PyTorchModel.training(PyTorchNetworks.frozenVgg16(), adam(), SyntheticData.of(8, 32, PHOTO), PHOTO);
        Workloads workloads = new Workloads()
                .add(
                        "W1",
                        () -> PyTorchModel.training(PyTorchNetworks.mlp(), adam(), SyntheticData.of(40, 128, 784), 784))
                .add("W2", cnn)
                .add("W2:1core", cnn)
                .add("W2:busy", cnn)
                .add(
                        "W2:first",
                        () -> new FirstStep(PyTorchModel.training(
                                PyTorchNetworks.mnistCnn(), adam(), SyntheticData.of(1, 128, DIGIT), DIGIT)))
                .add(
                        "W3",
                        () -> PyTorchModel.training(
                                PyTorchNetworks.leNet(), sgd(), SyntheticData.of(40, 32, DIGIT), DIGIT))
                .add("W4:1", () -> photos224(PyTorchNetworks.vgg16(), 1))
                .add("W4:8", () -> photos224(PyTorchNetworks.vgg16(), 8))
                .add("W5", frozenVgg16)
                .add("W5:1core", frozenVgg16)
                .add(
                        "W5:stall",
                        () -> new LongestStall(PyTorchModel.training(
                                PyTorchNetworks.trainedVgg16(), adam(), SyntheticData.of(4, 32, PHOTO), PHOTO)))
                .add("W6:1", () -> photos224(PyTorchNetworks.resNet50(), 1))
                .add("W6:8", () -> photos224(PyTorchNetworks.resNet50(), 8))
                .add("W7:1", () -> photos224(PyTorchNetworks.mobileNet(), 1))
                .add("W7:8", () -> photos224(PyTorchNetworks.mobileNet(), 8))
                .add(
                        "W8",
                        () -> CallLatency.inMicroseconds(PyTorchModel.predictions(
                                PyTorchNetworks.mlp(),
                                new Shape(1, 784),
                                SyntheticData.noise(1, 784).toArray())))
                .add(
                        "W9",
                        () -> PyTorchModel.training(
                                PyTorchNetworks.lstm(), adam(), SyntheticData.of(40, 32, 100, 64), 100, 64));
        new Harness(TrainingLoop.BARE ? "DJL + PyTorch, bare" : "DJL + PyTorch", workloads)
                .run(args, () -> Map.of("version", Engine.getInstance().getVersion()));
        System.exit(0); // its threads would keep the process alive
    }

    private static Workload photos224(Block network, int batch) {
        float[] x = SyntheticData.noise(batch, 3, 224, 224).toArray();
        return CallLatency.inMilliseconds(batch, PyTorchModel.predictions(network, new Shape(batch, 3, 224, 224), x));
    }

    private static Optimizer adam() {
        return Optimizer.adam().build();
    }

    private static Optimizer sgd() {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.01f)).build();
    }
}
