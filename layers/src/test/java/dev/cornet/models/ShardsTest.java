package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.WorkerPool;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GRU;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.Masking;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.losses.MeanSquaredError;
import dev.cornet.metrics.AUC;
import dev.cornet.nn.Operation;
import dev.cornet.nn.Output;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Value;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.optimizers.SGD;
import dev.cornet.preprocessing.image.ImageDataGenerator;
import dev.cornet.random.RandomStream;
import dev.cornet.regularizers.L2;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream random = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) random.uniform(i, -1, 1);
        }
        return x;
    }

    private static Tensor weights(long seed, int rows) {
        Tensor w = random(seed, rows);
        for (int i = 0; i < rows; i++) {
            w.data()[i] += 1;
        }
        return w;
    }

    /** The first output column is 1 where the sum of a row of x is positive. */
    private static Tensor oneHot(Tensor x) {
        Tensor y = Tensor.zeros(x.shape().dim(0), 2);
        for (int r = 0; r < y.shape().dim(0); r++) {
            double sum = 0;
            for (int i = 0; i < x.rowSize(); i++) {
                sum += x.data()[r * x.rowSize() + i];
            }
            y.data()[2 * r + (sum > 0 ? 0 : 1)] = 1;
        }
        return y;
    }

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

    private static Tensor words(int rows) {
        Tensor words = Tensor.zeros(rows, 6);
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < r % 7 && t < 6; t++) {
                words.data()[6 * r + t] = 1 + (r * 5 + t * 3) % 9;
            }
        }
        return words;
    }

    private static Model sequences(String reduction, double dropout) {
        Sequential model = new Sequential(
                new Embedding(10, 4).maskZero(true).inputShape(6),
                new LSTM(5).dropout(dropout).recurrentDropout(dropout).returnSequences(true),
                new TimeDistributed(new Dense(3).activation("tanh")),
                new Dense(1));
        model.compile(new Compile(new Adam(0.02), new MeanSquaredError().reduction(reduction))
                .weightedMetrics("mean_absolute_error"));
        return model;
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

    /** Without layers that mix rows, shards change the order of additions only. The rows of a source keep their order. */
    private static void assertAgreesWithTheWholeBatch(Supplier<Model> models, Batch batch) {
        Model initial = models.get();
        Function<Fit, Model> training = options -> {
            Model model = models.get();
            model.seed(3);
            model.setWeights(initial.getWeights());
            model.fit(Batches.of(2, i -> batch), options.epochs(2).verbose(0));
            return model;
        };
        Model whole = training.apply(new Fit());
        for (int shards : new int[] {2, 4, 16}) {
            Model cut = training.apply(new Fit().shards(shards));
            for (int i = 0; i < initial.getWeights().size(); i++) {
                assertArrayEquals(
                        whole.getWeights().get(i).toArray(),
                        cut.getWeights().get(i).toArray(),
                        2e-6f);
            }
            whole.history()
                    .metrics()
                    .forEach((name, values) -> assertEquals(
                            values.get(1), cut.history().metrics().get(name).get(1), 2e-6, name));
        }
    }

    @Test
    void denseAgreesWithTheWholeBatch() {
        Tensor x = random(1, 13, 5);
        assertAgreesWithTheWholeBatch(
                () -> {
                    Sequential model = new Sequential(
                            new Dense(7)
                                    .activation("tanh")
                                    .activityRegularizer(new L2(0.1))
                                    .kernelRegularizer(new L2(0.01))
                                    .inputShape(5),
                            new Dropout(0.5),
                            new Dense(2).activation("softmax"));
                    model.compile(new Compile(new SGD(0.5), "categorical_crossentropy")
                            .metrics("accuracy", new AUC())
                            .weightedMetrics("mean_squared_error"));
                    return model;
                },
                Batch.of(x, oneHot(x), weights(5, 13)));
    }

    /** The loss is divided by the number of steps of the batch that are not masked, or by the sum of their weights. */
    @ParameterizedTest
    @ValueSource(strings = {"sum_over_batch_size", "mean_with_sample_weight", "sum"})
    void maskedSequencesAgreeWithTheWholeBatch(String reduction) {
        assertAgreesWithTheWholeBatch(
                () -> sequences(reduction, 0), Batch.of(words(13), random(6, 13, 6, 1), weights(7, 13)));
    }

    /** Shards of 4 rows are normalised alone: a batch of two shards is not a batch of 8 rows. */
    @Test
    void batchNormalizationNormalizesWithinAShard() {
        Tensor x = random(1, 8, 3);
        Function<Fit, float[]> mean = options -> {
            Sequential model =
                    new Sequential(new BatchNormalization().momentum(0.0).inputShape(3));
            model.compile(new SGD(0.1), "mean_squared_error");
            model.fit(x, x, options.batchSize(8).shuffle(false).verbose(0));
            return model.predict(x).toArray();
        };
        assertNotEquals(mean.apply(new Fit())[0], mean.apply(new Fit().shards(2))[0]);
    }

    // ---- refusals

    /** y = x − mean(x) over the batch. */
    private static final class Centred implements Operation {
        @Override
        public List<Value> outputs(List<Value> ins) {
            return ins;
        }

        @Override
        public RowUse rowUse(boolean training) {
            return RowUse.MIXES;
        }

        @Override
        public Outputs run(List<Tensor> xs, Pass pass) {
            return new Output(xs.get(0).copy(), (dy, grads) -> dy.copy());
        }
    }

    private static String refusal(Model model, Tensor x, Tensor y, Fit options) {
        return assertThrows(OptionException.class, () -> model.fit(x, y, options.verbose(0)))
                .getMessage();
    }

    @Test
    void whatCannotBeCutIsRefusedByName() {
        Tensor x = random(1, 8, 3);
        Symbol in = Input.of(3);
        Model mixing = new Model(in, new Centred().of(in.then(new Dense(3))));
        mixing.compile("sgd", "mean_squared_error");
        assertEquals(
                "fit: Centred computes rows from other rows of the batch, so a batch cannot be cut. Leave shards(…) out.",
                refusal(mixing, x, x, new Fit().shards(2)));
        Sequential stateful = new Sequential(new LSTM(3).stateful(true).inputShape(2, 3));
        stateful.compile("sgd", "mean_squared_error");
        assertEquals(
                "fit: lstm (LSTM) is stateful: its states go from row to row of successive batches, so a batch cannot be"
                        + " cut. Leave shards(…) out.",
                refusal(stateful, random(1, 8, 2, 3), x, new Fit().shards(2).batchSize(8)));
        Sequential dense = new Sequential(new Dense(3).inputShape(3));
        dense.compile(new LBFGS(), "mean_squared_error");
        assertEquals(
                "fit: LBFGS needs all samples in one batch, so a batch cannot be cut. Leave shards(…) out.",
                refusal(dense, x, x, new Fit().shards(2)));
        dense.compile("sgd", "mean_squared_error");
        assertEquals(
                "fit: batchSize must be a multiple of shards, but 6 samples cannot be cut into 4 equal shards. Change one of"
                        + " them.",
                refusal(dense, x, x, new Fit().shards(4).batchSize(6)));
        assertEquals(
                "fit: shards must be a power of two, 1, 2, 4, …, got 3",
                assertThrows(OptionException.class, () -> new Fit().shards(3)).getMessage());
    }

    // ---- the cut

    @Test
    void rowRBelongsToShardRModS() {
        Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10, 1);
        List<Batch> batches = batches(Batches.inShards(List.of(x), List.of(), List.of(), 4, false, 0, 4));
        assertArrayEquals(
                new float[] {0, 1, 2, 3}, batches.get(0).inputs().get(0).toArray());
        assertArrayEquals(new float[] {8, 9}, batches.get(2).inputs().get(0).toArray());
        assertEquals(List.of(1, 1, 0, 0), batches.get(2).shardRows());
        batches = batches(Batches.inShards(List.of(x), List.of(), List.of(), 4, false, 0, 2));
        assertArrayEquals(
                new float[] {0, 2, 1, 3}, batches.get(0).inputs().get(0).toArray());
        assertEquals(List.of(2, 2), batches.get(0).shardRows());
        for (Batch batch : batches(Batches.inShards(List.of(x), List.of(), List.of(), 4, true, 7, 2))) {
            for (int i = 0; i < batch.size(); i++) {
                int shard = i < batch.shardRows().get(0) ? 0 : 1;
                assertEquals(shard, batch.inputs().get(0).get(i, 0) % 2);
            }
        }
    }

    private static List<Batch> batches(Batches source) {
        List<Batch> all = new ArrayList<>();
        source.epoch(0).forEachRemaining(all::add);
        return all;
    }
}
