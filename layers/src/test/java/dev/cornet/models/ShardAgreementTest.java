package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static dev.cornet.models.ShardCases.oneHot;
import static dev.cornet.models.ShardCases.sequences;
import static dev.cornet.models.ShardCases.weights;
import static dev.cornet.models.ShardCases.words;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.metrics.AUC;
import dev.cornet.optimizers.SGD;
import dev.cornet.regularizers.L2;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch in shards against the whole batch. */
class ShardAgreementTest {
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

    /** Shards of 4 rows are normalised alone, and the moving averages are those of all 8 rows. */
    @Test
    void batchNormalizationNormalizesWithinAShard() {
        Tensor x = Tensor.of(new float[] {1, 3, 5, 7, 20, 22, 24, 30}, 8, 1);
        List<float[]> losses = new ArrayList<>();
        for (int shards : new int[] {1, 2}) {
            Sequential model =
                    new Sequential(new BatchNormalization().momentum(0.0).inputShape(1));
            model.compile(new SGD(0.0), "mean_squared_error");
            History history = model.fit(
                    Batches.of(1, i -> Batch.of(x, x)), new Fit().shards(shards).verbose(0));
            losses.add(new float[] {(float) history.get("loss")[0]});
            assertEquals(14, model.getWeights().get(2).get(0), 1e-5); // 112 / 8
            assertEquals(109.5, model.getWeights().get(3).get(0), 1e-3); // Σ(x − 14)² / 8 = 876 / 8
        }
        assertNotEquals(losses.get(0)[0], losses.get(1)[0]);
    }
}
