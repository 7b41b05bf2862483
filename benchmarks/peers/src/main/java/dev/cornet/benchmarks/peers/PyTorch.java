package dev.cornet.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cornet.benchmarks.Calls;
import dev.cornet.benchmarks.First;
import dev.cornet.benchmarks.Harness;
import dev.cornet.benchmarks.Inputs;
import dev.cornet.benchmarks.Stall;
import dev.cornet.benchmarks.Workload;
import dev.cornet.benchmarks.Workloads;
import java.util.Map;
import java.util.function.Supplier;

/** The workloads in DJL over PyTorch, images with their channels first as PyTorch wants them. */
public final class PyTorch {
    private static final int[] DIGIT = {1, 28, 28};
    private static final int[] PHOTO = {3, 64, 64};

    private PyTorch() {}

    public static void main(String[] args) throws JsonProcessingException {
        Supplier<Workload> small =
                () -> PyTorchModel.training(PyTorchNetworks.mnistCnn(), adam(), Inputs.of(40, 128, DIGIT), DIGIT);
        Supplier<Workload> head =
                () -> PyTorchModel.training(PyTorchNetworks.frozenVgg16(), adam(), Inputs.of(8, 32, PHOTO), PHOTO);
        Workloads workloads = new Workloads()
                .add("W1", () -> PyTorchModel.training(PyTorchNetworks.mlp(), adam(), Inputs.of(40, 128, 784), 784))
                .add("W2", small)
                .add("W2:1core", small)
                .add("W2:busy", small)
                .add(
                        "W2:first",
                        () -> new First(PyTorchModel.training(
                                PyTorchNetworks.mnistCnn(), adam(), Inputs.of(1, 128, DIGIT), DIGIT)))
                .add("W3", () -> PyTorchModel.training(PyTorchNetworks.leNet(), sgd(), Inputs.of(40, 32, DIGIT), DIGIT))
                .add("W4:1", () -> photos(PyTorchNetworks.vgg16(), 1))
                .add("W4:8", () -> photos(PyTorchNetworks.vgg16(), 8))
                .add("W5", head)
                .add("W5:1core", head)
                .add(
                        "W5:stall",
                        () -> new Stall(PyTorchModel.training(
                                PyTorchNetworks.trainedVgg16(), adam(), Inputs.of(4, 32, PHOTO), PHOTO)))
                .add("W6:1", () -> photos(PyTorchNetworks.resNet50(), 1))
                .add("W6:8", () -> photos(PyTorchNetworks.resNet50(), 8))
                .add("W7:1", () -> photos(PyTorchNetworks.mobileNet(), 1))
                .add("W7:8", () -> photos(PyTorchNetworks.mobileNet(), 8))
                .add(
                        "W8",
                        () -> Calls.inMicroseconds(PyTorchModel.predictions(
                                PyTorchNetworks.mlp(),
                                new Shape(1, 784),
                                Inputs.noise(1, 784).toArray())))
                .add(
                        "W9",
                        () -> PyTorchModel.training(
                                PyTorchNetworks.lstm(), adam(), Inputs.of(40, 32, 100, 64), 100, 64));
        new Harness(Steps.BARE ? "DJL + PyTorch, bare" : "DJL + PyTorch", workloads)
                .run(
                        args,
                        () -> Map.of(
                                "version", Engine.getInstance().getVersion()));
        System.exit(0); // its threads would keep the process alive
    }

    private static Workload photos(Block network, int batch) {
        float[] x = Inputs.noise(batch, 3, 224, 224).toArray();
        return Calls.inMilliseconds(batch, PyTorchModel.predictions(network, new Shape(batch, 3, 224, 224), x));
    }

    private static Optimizer adam() {
        return Optimizer.adam().build();
    }

    private static Optimizer sgd() {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.01f)).build();
    }
}
