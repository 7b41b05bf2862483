package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static dev.cornet.models.ShardCases.oneHot;
import static dev.cornet.models.ShardCases.sequences;
import static dev.cornet.models.ShardCases.weights;
import static dev.cornet.models.ShardCases.words;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.WorkerPool;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GRU;
import dev.cornet.layers.Input;
import dev.cornet.layers.Masking;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.metrics.AUC;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.regularizers.L2;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training in shards: the bits depend on the number of shards, not on the number of workers that share them. */
class ShardsTest {
    private static final int ROWS = 26; // the last batch of 8 has 2 rows: with 4 shards, two are empty

    private record Trained(List<float[]> weights, Map<String, List<Double>> history) {
        static Trained of(Model model, History history) {
            return new Trained(model.getWeights().stream().map(Tensor::toArray).toList(), history.metrics());
        }

        void assertSameBits(Trained other) {
            assertEquals(weights.size(), other.weights.size());
            for (int i = 0; i < weights.size(); i++) {
                assertArrayEquals(weights.get(i), other.weights.get(i));
            }
            assertEquals(history, other.history);
        }
    }

    /** Trains with 4 shards on 1, 2 and 4 workers, on 1 and 3 threads. */
    private static Trained assertSameBitsForAllWorkers(
            Supplier<Model> models, Function<Model, Function<Fit, History>> fit) throws Exception {
        Model initial = models.get();
        List<Tensor> weights = initial.getWeights();
        Function<Fit, Trained> training = options -> {
            Model model = models.get();
            model.seed(5);
            model.setWeights(weights);
            return Trained.of(model, fit.apply(model).apply(options.verbose(0)));
        };
        Trained alone = training.apply(new Fit().shards(4));
        int before = WorkerPool.shared().threads();
        try {
            for (int threads : new int[] {1, 3}) {
                WorkerPool.setThreads(threads);
                training.apply(new Fit().shards(4)).assertSameBits(alone);
            }
        } finally {
            WorkerPool.setThreads(before);
        }
        for (int size : new int[] {2, 4}) {
            for (Trained worker : InProcessWorkers.run(
                    size, group -> training.apply(new Fit().shards(4).shardGroup(group)))) {
                worker.assertSameBits(alone);
            }
        }
        boolean learns = false;
        for (int i = 0; i < weights.size(); i++) {
            learns |= !Arrays.equals(weights.get(i).toArray(), alone.weights.get(i));
        }
        assertTrue(learns);
        return alone;
    }

    private static Model dense() {
        Sequential model = new Sequential(
                new Dense(12)
                        .activation("relu")
                        .kernelRegularizer(new L2(0.01))
                        .activityRegularizer(new L2(0.01))
                        .inputShape(5),
                new BatchNormalization(),
                new Dropout(0.4),
                new Dense(2).activation("softmax"));
        model.compile(new Compile(new Adam(0.01), "categorical_crossentropy")
                .metrics("accuracy", new AUC())
                .weightedMetrics("mean_squared_error"));
        return model;
    }

    @Test
    void denseWithDropoutNormalizationAndPenalties() throws Exception {
        Tensor x = random(1, ROWS, 5);
        assertSameBitsForAllWorkers(
                ShardsTest::dense,
                model -> options -> model.fit(
                        x,
                        oneHot(x),
                        options.batchSize(8)
                                .epochs(3)
                                .sampleWeight(weights(2, ROWS))
                                .validationData(x, oneHot(x))));
    }

    @Test
    void classWeights() throws Exception {
        Tensor x = random(1, ROWS, 5);
        assertSameBitsForAllWorkers(
                ShardsTest::dense,
                model -> options ->
                        model.fit(x, oneHot(x), options.batchSize(8).epochs(2).classWeight(Map.of(0, 3.0))));
    }

    @Test
    void convolutionsOnAugmentedImages() throws Exception {
        Tensor x = random(3, 18, 8, 8, 1);
        assertSameBitsForAllWorkers(
                () -> {
                    Sequential model = new Sequential(
                            new Conv2D(4, 3).activation("relu").inputShape(8, 8, 1),
                            new BatchNormalization(),
                            new MaxPooling2D(2),
                            new Flatten(),
                            new Dense(2).activation("softmax"));
                    model.compile(new SGD(0.1).momentum(0.9), "categorical_crossentropy", "accuracy");
                    return model;
                },
                model -> options -> model.fit(
                        new ImageDataGenerator()
                                .rotationRange(20)
                                .horizontalFlip(true)
                                .flow(x, oneHot(x))
                                .batchSize(7)
                                .seed(4),
                        options.epochs(2)));
    }

    /** Each output of a sequence counts, so the loss is divided by the number of words that are not masked. */
    @ParameterizedTest
    @ValueSource(strings = {"sum_over_batch_size", "mean_with_sample_weight"})
    void masksAndWeightsPerStep(String reduction) throws Exception {
        assertSameBitsForAllWorkers(
                () -> sequences(reduction, 0.2),
                model -> options -> model.fit(
                        words(ROWS),
                        random(6, ROWS, 6, 1),
                        options.batchSize(8).epochs(2).sampleWeight(weights(7, ROWS))));
    }

    @Test
    void aMaskThatAnOuterLayerComputesFromActivations() throws Exception {
        Tensor x = random(8, ROWS, 4, 3);
        assertSameBitsForAllWorkers(
                () -> {
                    Sequential model = new Sequential(
                            new Dense(3).activation("relu").inputShape(4, 3),
                            new Dropout(0.5),
                            new Masking(),
                            new GRU(4).returnSequences(true),
                            new Dense(1));
                    model.compile(new Adam(0.02), "mean_squared_error");
                    return model;
                },
                model -> options ->
                        model.fit(x, random(9, ROWS, 4, 1), options.batchSize(8).epochs(2)));
    }

    @Test
    void severalInputsAndOutputs() throws Exception {
        Tensor a = random(10, ROWS, 3);
        Tensor b = random(11, ROWS, 2);
        assertSameBitsForAllWorkers(
                () -> {
                    Symbol x = Input.of(3);
                    Symbol z = Input.of(2);
                    Symbol joined = new Concatenate().of(x.then(new Dense(4)), z);
                    Model model = new Model(
                            List.of(x, z),
                            List.of(
                                    joined.then(
                                            new Dense(2).activation("softmax").named("p")),
                                    joined.then(new Dense(1).named("q"))));
                    model.compile(new Compile(new Adam(0.01), List.of("categorical_crossentropy", "mean_squared_error"))
                            .lossWeights(1.0, 0.3));
                    return model;
                },
                model -> options -> model.fit(
                        List.of(a, b),
                        List.of(oneHot(a), random(12, ROWS, 1)),
                        options.batchSize(8).epochs(2)));
    }

    @Test
    void aResumedTrainingHasTheSameBits(@TempDir Path folder) {
        Tensor x = random(1, ROWS, 5);
        Path file = folder.resolve("t.cornet");
        Model whole = dense();
        whole.seed(5);
        List<Tensor> weights = whole.getWeights();
        History all = whole.fit(
                x, oneHot(x), new Fit().shards(2).batchSize(8).epochs(4).verbose(0));
        Model first = dense();
        first.seed(5);
        first.setWeights(weights);
        first.fit(
                x,
                oneHot(x),
                new Fit().shards(2).batchSize(8).epochs(2).verbose(0).callbacks(new Callback() {
                    @Override
                    public void onEpochSave(int epoch, Map<String, Double> logs) {
                        saveTraining(file);
                    }
                }));
        Model second = dense();
        History resumed = second.fit(
                x,
                oneHot(x),
                new Fit().shards(2).batchSize(8).epochs(4).verbose(0).resume(file.toString()));
        Trained.of(second, resumed).assertSameBits(Trained.of(whole, all));
    }
}
