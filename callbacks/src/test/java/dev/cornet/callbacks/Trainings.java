package dev.cornet.callbacks;

import dev.cornet.Cornet;
import dev.cornet.config.Registry;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.preprocessing.image.ImageFlow;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small trainings for tests of resuming: with dropout, shuffling and all callbacks that have state. */
enum Trainings {
    ARRAYS("adam", 6),
    GENERATOR("rmsprop", 6),
    WEIGHTED("adamw", 1),
    STEPS("adagrad", 1),
    SCHEDULE("sgd", 2);

    static final int EPOCHS = 6;

    private final String optimizer;
    private final int patience;

    Trainings(String optimizer, int patience) {
        this.patience = patience;
        this.optimizer = optimizer;
    }

    /** The files and the history that a training results in. */
    record Result(byte[] model, byte[] checkpoint, byte[] csv, Map<String, List<Double>> history) {}

    /** A callback that runs an action, which ends the training, in batch 1 of an epoch. */
    static final class Stop extends Callback {
        private final int stopEpoch;
        private final Runnable action;
        private int epoch;

        Stop(int stopEpoch, Runnable action) {
            this.stopEpoch = stopEpoch;
            this.action = action;
        }

        @Override
        public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
            if (epoch == stopEpoch && batch == 1) {
                action.run();
            }
        }

        @Override
        public void onEpochBegin(int epoch, Map<String, Double> logs) {
            this.epoch = epoch;
        }
    }

    /** Builds, compiles and fits the model with {@code resume}. The seed has no effect if a checkpoint is resumed. */
    Result run(Path folder, long seed, int stopEpoch, Runnable stopAction) {
        Cornet.setSeed(seed);
        Sequential model = new Sequential();
        model.add(new Conv2D(4, 3).activation("relu").inputShape(8, 8, 1));
        model.add(new MaxPooling2D(2));
        model.add(new Flatten());
        model.add(new Dropout(0.3));
        model.add(new Dense(3).activation("softmax"));
        model.compile(
                this == SCHEDULE
                        ? new SGD(new ExponentialDecay(0.2, 7, 0.9)).momentum(0.9)
                        : Registry.get(Optimizer.class, optimizer),
                "sparse_categorical_crossentropy",
                "accuracy");
        Path checkpoint = folder.resolve("last.cornet");
        Path csv = folder.resolve("log.csv");
        List<Callback> callbacks = new ArrayList<>(List.of(
                new ModelCheckpoint(checkpoint.toString()),
                new EarlyStopping()
                        .monitor("loss")
                        .patience(patience)
                        .minDelta(0.004)
                        .restoreBestWeights(true),
                new CSVLogger(csv),
                new Stop(stopEpoch, stopAction)));
        if (this != SCHEDULE) {
            callbacks.add(new ReduceLROnPlateau()
                    .monitor("loss")
                    .factor(0.5)
                    .patience(2)
                    .minDelta(0.5));
        }
        Fit fit = new Fit().epochs(EPOCHS).verbose(0).callbacks(callbacks).resume(checkpoint.toString());
        History history = fit(model, fit);
        try {
            Path saved = folder.resolve("final.cornet");
            model.save(saved.toString());
            return new Result(
                    Files.readAllBytes(saved),
                    Files.readAllBytes(checkpoint),
                    Files.readAllBytes(csv),
                    history.metrics());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private History fit(Sequential model, Fit fit) {
        Tensor x = images(70);
        Tensor y = classes(70);
        return switch (this) {
            case ARRAYS, SCHEDULE -> model.fit(x, y, fit.batchSize(16).validationSplit(0.2));
            case WEIGHTED -> model.fit(x, y, fit.batchSize(16).classWeight(Map.of(0, 2.0, 2, 0.5)));
            case STEPS -> model.fit(x, y, fit.batchSize(16).stepsPerEpoch(3));
            case GENERATOR -> {
                ImageFlow flow = new ImageDataGenerator()
                        .rotationRange(20)
                        .widthShiftRange(0.2)
                        .flow(x, y)
                        .batchSize(16)
                        .seed(4);
                yield model.fit(flow, fit.validationData(x, y));
            }
        };
    }

    private static Tensor images(int n) {
        Tensor x = Tensor.zeros(n, 8, 8, 1);
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) random.uniform(i, 0, 1);
        }
        Tensor y = classes(n);
        for (int i = 0; i < n; i++) {
            x.data()[i * 64 + (int) y.get(i)] += 1f; // something to learn
        }
        return x;
    }

    private static Tensor classes(int n) {
        Tensor y = Tensor.zeros(n);
        for (int i = 0; i < n; i++) {
            y.data()[i] = i * 7 % 3;
        }
        return y;
    }

    /** A program that runs a training and halts without cleaning up. Arguments: training, folder, seed, epoch in which to halt. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            valueOf(args[0])
                    .run(
                            Path.of(args[1]),
                            Long.parseLong(args[2]),
                            Integer.parseInt(args[3]),
                            () -> Runtime.getRuntime().halt(9));
        }
    }
}
