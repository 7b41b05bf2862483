package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.optimizers.BFGS;
import dev.cornet.optimizers.FullBatchOptimizer;
import dev.cornet.optimizers.GradientDescent;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.regularizers.L2;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks trained on all samples at once, by full-batch optimizers with a line search. */
class FullBatchOptimizerTest {
    private static final Golden SOFTMAX = Golden.read("minima", "softmax");
    private static final Golden TANH = Golden.read("minima", "tanh_network");

    @TempDir
    Path folder;

    private final int threads = Cornet.threads();

    @AfterEach
    void restoreThreads() {
        Cornet.threads(threads);
    }

    static Stream<FullBatchOptimizer<?>> optimizers() {
        return Stream.of(new GradientDescent(), new BFGS(), new LBFGS().historySize(5));
    }

    private static Dense dense(int units, String activation, Golden golden) {
        double l2 = golden.get("l2").asDouble();
        return new Dense(units)
                .activation(activation)
                .kernelRegularizer(new L2(l2))
                .biasRegularizer(new L2(l2));
    }

    private static Sequential softmax(FullBatchOptimizer<?> optimizer) {
        Sequential model = new Sequential(dense(4, "softmax", SOFTMAX).inputShape(3));
        model.compile(optimizer, "sparse_categorical_crossentropy", "accuracy");
        model.setWeights(SOFTMAX.tensors("start_weights"));
        return model;
    }

    private static Sequential tanh(FullBatchOptimizer<?> optimizer) {
        Sequential model = new Sequential(dense(4, "tanh", TANH).inputShape(1), dense(1, "linear", TANH));
        model.compile(optimizer, "mse");
        model.setWeights(TANH.tensors("start_weights"));
        return model;
    }

    private static Fit fit(int epochs) {
        return new Fit().epochs(epochs).verbose(0);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void findTheMinimumThatSciPyFinds(FullBatchOptimizer<?> optimizer) {
        Sequential model = softmax(optimizer);
        History history = model.fit(SOFTMAX.tensor("x"), SOFTMAX.tensor("y"), fit(2000));
        double[] losses = history.get("loss");
        assertEquals(SOFTMAX.get("start_loss").asDouble(), losses[0], 1e-5);
        assertEquals(SOFTMAX.get("loss").asDouble(), losses[losses.length - 1], 1e-6);
        List<Tensor> expected = SOFTMAX.tensors("weights");
        for (int k = 0; k < 2; k++) {
            assertArrayEquals(
                    expected.get(k).toArray(), model.getWeights().get(k).toArray(), 2e-3f);
        }
        assertTrue(losses.length < 2000, "ends by itself");
        assertTrue(optimizer.converged());
    }

    @Test
    void quasiNewtonMethodsTakeAtMostTwiceAsManyStepsAsSciPy() {
        int most = 2 * SOFTMAX.get("steps").asInt();
        for (FullBatchOptimizer<?> optimizer : List.of(new BFGS(), new LBFGS())) {
            History history = softmax(optimizer).fit(SOFTMAX.tensor("x"), SOFTMAX.tensor("y"), fit(2000));
            assertTrue(history.epochCount() <= most, optimizer + ": " + history.epochCount());
        }
    }

    @Test
    void trainsAHiddenLayerToTheLossOfSciPy() {
        for (FullBatchOptimizer<?> optimizer : List.of(new BFGS(), new LBFGS())) {
            History history = tanh(optimizer).fit(TANH.tensor("x"), TANH.tensor("y"), fit(1000));
            double[] losses = history.get("loss");
            assertEquals(TANH.get("loss").asDouble(), losses[losses.length - 1], 1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void continuesFromAFileWithTheSameBitsOnAnyNumberOfThreads(FullBatchOptimizer<?> optimizer) {
        Cornet.threads(1);
        Sequential whole = tanh(optimizer);
        whole.fit(TANH.tensor("x"), TANH.tensor("y"), fit(12).shuffle(false));
        FullBatchOptimizer<?> again = optimizers()
                .filter(o -> o.getClass() == optimizer.getClass())
                .findFirst()
                .orElseThrow();
        Cornet.threads(4);
        Sequential first = tanh(again);
        first.fit(TANH.tensor("x"), TANH.tensor("y"), fit(7).shuffle(false));
        first.save(folder.resolve("first.cornet").toString());
        Model second = Model.load(folder.resolve("first.cornet").toString());
        second.fit(TANH.tensor("x"), TANH.tensor("y"), fit(12).initialEpoch(7).shuffle(false));
        for (int k = 0; k < 4; k++) {
            assertArrayEquals(
                    whole.getWeights().get(k).toArray(),
                    second.getWeights().get(k).toArray());
        }
        assertEquals(12, second.optimizer().iterations());
    }

    @Test
    void eachStepUpdatesMovingStatisticsOnceAndKeepsItsDropoutMask() {
        Sequential model = new Sequential(
                new Dense(8).activation("tanh").inputShape(1),
                new BatchNormalization().momentum(0.5),
                new Dropout(0.3),
                new Dense(1));
        model.compile(new LBFGS(), "mse");
        model.seed(3);
        float[] before = model.getWeights().get(0).toArray();
        Sequential unchanged = new Sequential(
                new Dense(8).activation("tanh").inputShape(1),
                new BatchNormalization().momentum(0.5),
                new Dropout(0.3),
                new Dense(1));
        unchanged.compile("sgd", "mse");
        unchanged.seed(3);
        unchanged.optimizer().learningRate(0);
        unchanged.setWeights(model.getWeights());
        model.fit(TANH.tensor("x"), TANH.tensor("y"), fit(1).shuffle(false));
        unchanged.fit(TANH.tensor("x"), TANH.tensor("y"), fit(1).batchSize(30).shuffle(false));
        assertTrue(!Arrays.equals(before, model.getWeights().get(0).toArray()));
        for (int k = 4; k < 6; k++) { // moving mean and variance, computed with the weights before the step
            assertArrayEquals(
                    unchanged.getWeights().get(k).toArray(),
                    model.getWeights().get(k).toArray());
        }
    }

    @Test
    void refusesSeveralBatches() {
        Sequential model = tanh(new BFGS());
        String expected =
                "fit: BFGS needs all samples in one batch, but an epoch has 3 batches. Leave batchSize out, or"
                        + " give a source of one batch.";
        Tensor x = TANH.tensor("x");
        Tensor y = TANH.tensor("y");
        assertEquals(
                expected,
                assertThrows(OptionException.class, () -> model.fit(x, y, fit(1).batchSize(10)))
                        .getMessage());
        Batches three = Batches.of(List.of(x), List.of(y), List.of(), 10, false, 0);
        assertEquals(
                expected,
                assertThrows(OptionException.class, () -> model.fit(three, fit(1)))
                        .getMessage());
        assertEquals(1, model.fit(x, y, fit(1).validationSplit(0.2)).epochCount());
    }
}
