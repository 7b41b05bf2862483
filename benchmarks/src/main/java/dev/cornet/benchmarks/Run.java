package dev.cornet.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cornet.Cornet;
import dev.cornet.applications.DenseNet121;
import dev.cornet.applications.InceptionV3;
import dev.cornet.applications.MobileNet;
import dev.cornet.applications.ResNet50;
import dev.cornet.applications.VGG16;
import dev.cornet.applications.Xception;
import dev.cornet.models.Model;
import dev.cornet.tensor.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/** Program that runs one of Cornet's workloads: {@code Run W2 [windows [seconds [warm-up seconds]]]}, see {@link Harness}. */
public final class Run {
    private static final int[] DIGIT = {28, 28, 1};
    private static final int[] PHOTO = {64, 64, 3};

    private Run() {}

    public static void main(String[] args) throws JsonProcessingException {
        Cornet.setSeed(1);
        Supplier<Workload> cnn = () -> new TrainingWorkload(Networks.mnistCnn(), SyntheticData.of(40, 128, DIGIT));
        Supplier<Workload> frozenVgg16 =
                () -> new TrainingWorkload(Networks.frozenVgg16(), SyntheticData.of(8, 32, PHOTO));
        Workloads workloads = new Workloads()
                .add("W1", () -> new TrainingWorkload(Networks.mlp(), SyntheticData.of(40, 128, 784)))
                .add("W1:shards", () -> new TrainingWorkload(Networks.mlp(), SyntheticData.of(40, 128, 784), 2))
                .add("W2", cnn)
                .add("W2:1core", cnn)
                .add("W2:busy", cnn)
                .add(
                        "W2:first",
                        () -> new FirstStep(new TrainingWorkload(Networks.mnistCnn(), SyntheticData.of(1, 128, DIGIT))))
                .add("W2:shards", () -> new TrainingWorkload(Networks.mnistCnn(), SyntheticData.of(40, 128, DIGIT), 2))
                .add("W3", () -> new TrainingWorkload(Networks.leNet(), SyntheticData.of(40, 32, DIGIT)))
                .add("W4:1", () -> photos(VGG16.of(null), 1))
                .add("W4:8", () -> photos(VGG16.of(null), 8))
                .add("W5", frozenVgg16)
                .add("W5:1core", frozenVgg16)
                .add(
                        "W5:stall",
                        () -> new LongestStall(new TrainingWorkload(Networks.vgg16(), SyntheticData.of(4, 32, PHOTO))))
                .add("W6:1", () -> photos(ResNet50.of(null), 1))
                .add("W6:8", () -> photos(ResNet50.of(null), 8))
                .add("W7:1", () -> photos(MobileNet.of(null), 1))
                .add("W7:8", () -> photos(MobileNet.of(null), 8))
                .add("W8", () -> CallLatency.inMicroseconds(predictions(Networks.mlp(), SyntheticData.noise(1, 784))))
                .add("W9", () -> new TrainingWorkload(Networks.lstm(), SyntheticData.of(40, 32, 100, 64)))
                .add("W10:1", () -> photos(InceptionV3.of(null), 1))
                .add("W10:8", () -> photos(InceptionV3.of(null), 8))
                .add("W11:1", () -> photos(Xception.of(null), 1))
                .add("W11:8", () -> photos(Xception.of(null), 8))
                .add("W12:1", () -> photos(DenseNet121.of(null), 1))
                .add("W12:8", () -> photos(DenseNet121.of(null), 8));
        new Harness("Cornet", workloads).run(args, () -> Map.of("threads", Cornet.threads(), "blas", Cornet.backend()));
    }

    private static Workload photos(Model model, int batch) {
        int side = model.input().shape().dim(1);
        return CallLatency.inMilliseconds(batch, predictions(model, SyntheticData.noise(batch, side, side, 3)));
    }

    private static Runnable predictions(Model model, Tensor x) {
        return () -> model.predict(x);
    }
}
