package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs with an invalid loss or without batches: none of them is recorded with a loss of 0. */
final class InvalidEpochTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);

    private static Sequential model(Object... metrics) {
        Sequential model = new Sequential(new Dense(1).kernelInitializer("ones").inputShape(1));
        model.compile(new SGD(0.01), "mse", metrics);
        return model;
    }

    /** Expected numbers from Keras 3.15 on TensorFlow 2.21: learning rate 0.01 for five epochs, then 1e20; batches of 2, not shuffled. */
    @Test
    void anEpochThatEndsInAnInvalidLossIsNotTheBest(@TempDir Path folder) {
        Sequential model = model("mae");
        History history = model.fit(
                X,
                Y,
                new Fit()
                        .epochs(20)
                        .batchSize(2)
                        .shuffle(false)
                        .verbose(0)
                        .callbacks(
                                LearningRateScheduler.byEpoch(epoch -> epoch < 5 ? 0.01 : 1e20),
                                new TerminateOnNaN(),
                                new ModelCheckpoint(
                                                folder.resolve("{epoch}.cornet").toString())
                                        .monitor("loss")
                                        .saveBestOnly(true),
                                new EarlyStopping().monitor("loss").patience(10).restoreBestWeights(true)));
        double[] loss = {
            7.2979254722595215,
            3.8590612411499023,
            2.2569658756256104,
            1.510728120803833,
            1.1629180908203125,
            Double.POSITIVE_INFINITY
        };
        assertArrayEquals(loss, history.get("loss"), 1e-6);
        assertEquals(0.7527551651000977, history.get("mae")[4], 1e-6);
        assertEquals(2.909095077566019e+20, history.get("mae")[5], 1e15);
        assertEquals(1.761371, model.getWeights().get(0).get(0, 0), 2e-6);
        assertEquals(0.216806, model.getWeights().get(1).get(0), 2e-6);
        assertTrue(Files.exists(folder.resolve("5.cornet")));
        assertFalse(Files.exists(folder.resolve("6.cornet")));
    }

    @Test
    void anEpochWithoutAValidBatchDoesNotHaveALossOfZero() {
        Tensor overflowing = Tensor.of(new float[] {1e30f}, 1, 1); // its squared error overflows float32
        Sequential model = model();
        History history = model.fit(
                Batches.of(1, i -> Batch.of(overflowing, Tensor.zeros(1, 1))),
                new Fit().epochs(2).verbose(0).callbacks(new TerminateOnNaN()));
        assertEquals(0, model.optimizer().steps());
        assertArrayEquals(new double[] {Double.POSITIVE_INFINITY}, history.get("loss"));
        Tensor nan = Tensor.of(new float[] {Float.NaN}, 1, 1);
        double[] loss = model().fit(
                        Batches.of(1, i -> Batch.of(nan, Tensor.zeros(1, 1))),
                        new Fit().verbose(0).callbacks(new TerminateOnNaN()))
                .get("loss");
        assertArrayEquals(new double[] {Double.NaN}, loss);
    }

    @Test
    void aStopBeforeTheFirstBatchEndsAfterOneStep() { // as in Keras
        for (boolean inEpoch : new boolean[] {true, false}) {
            Callback stop = new Callback() {
                @Override
                public void onEpochBegin(int epoch, Map<String, Double> logs) {
                    model().stopTraining(inEpoch);
                }

                @Override
                public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
                    model().stopTraining(true);
                }
            };
            Sequential model = model();
            History history = model.fit(
                    X,
                    Y,
                    new Fit().epochs(3).batchSize(2).shuffle(false).verbose(0).callbacks(stop));
            assertEquals(1, model.optimizer().steps());
            assertArrayEquals(new double[] {1}, history.get("loss"), 1e-6);
        }
    }

    @Test
    void aSourceWithoutBatchesIsRefused() {
        String message = assertThrows(
                        DataException.class,
                        () -> model().fit(Batches.of(0, i -> Batch.of(X, Y)), new Fit().verbose(0)))
                .getMessage();
        assertTrue(message.contains("fit: the source gave no batches for epoch 1"), message);
        assertThrows(
                DataException.class,
                () -> model().fit(
                                epoch -> List.<Batch>of().iterator(),
                                new Fit().stepsPerEpoch(3).verbose(0)));
        assertThrows(
                DataException.class,
                () -> model().fit(X, Y, new Fit().verbose(0).validationData(Batches.of(0, i -> Batch.of(X, Y)))));
    }

    /** A source with a known number of batches, two. */
    private static Batches withCount(Batches source) {
        return new Batches() {
            @Override
            public Iterator<Batch> epoch(int epoch) {
                return source.epoch(epoch);
            }

            @Override
            public OptionalInt count() {
                return OptionalInt.of(2);
            }
        };
    }

    @Test
    void aSourceThatReturnsTheSameIteratorTwiceIsRefused() {
        Iterator<Batch> once = List.of(Batch.of(X, Y), Batch.of(X, Y)).iterator();
        String message = assertThrows(
                        DataException.class,
                        () -> model().fit(
                                        withCount(epoch -> once),
                                        new Fit().epochs(2).verbose(0)))
                .getMessage();
        assertTrue(message.startsWith("fit: the source returned the same iterator twice"), message);

        Stream<Batch> stream = Stream.of(Batch.of(X, Y), Batch.of(X, Y));
        message = assertThrows(
                        DataException.class,
                        () -> model().fit(
                                        withCount(epoch -> stream.iterator()),
                                        new Fit().epochs(2).verbose(0)))
                .getMessage();
        assertTrue(message.startsWith("fit: epoch 2 cannot begin, the source's stream has been used already"), message);

        Iterator<Batch> validation = List.of(Batch.of(X, Y), Batch.of(X, Y)).iterator();
        message = assertThrows(
                        DataException.class,
                        () -> model().fit(
                                        X,
                                        Y,
                                        new Fit().epochs(2).verbose(0).validationData(withCount(epoch -> validation))))
                .getMessage();
        assertTrue(message.startsWith("fit, validation: the source returned the same iterator twice"), message);

        Iterator<Batch> first = List.of(Batch.of(X, Y), Batch.of(X, Y)).iterator();
        Sequential unbuilt = new Sequential(new Dense(1));
        unbuilt.compile("sgd", "mse");
        unbuilt.fit(
                withCount(epoch -> first),
                new Fit().verbose(0)); // the batch that the model is built from is used for training too
        assertEquals(2, unbuilt.optimizer().steps());
        Sequential empty = new Sequential(new Dense(1));
        empty.compile("sgd", "mse");
        message = assertThrows(
                        DataException.class, () -> empty.fit(Batches.of(0, i -> Batch.of(X, Y)), new Fit().verbose(0)))
                .getMessage();
        assertTrue(message.contains("the source gave no batches"), message);

        Iterator<Batch> endless = Stream.generate(() -> Batch.of(X, Y)).iterator(); // continues in the next epoch
        assertEquals(
                3,
                model().fit(
                                epoch -> endless,
                                new Fit().epochs(3).stepsPerEpoch(2).verbose(0))
                        .epochCount());
    }

    @Test
    void theHistoryHasTheEpochsBeforeAnInvalidLoss() {
        Sequential model = model();
        assertThrows(CornetException.class, model::history);
        String message = assertThrows(
                        DataException.class,
                        () -> model.fit(
                                X,
                                Y,
                                new Fit()
                                        .epochs(9)
                                        .batchSize(2)
                                        .shuffle(false)
                                        .verbose(0)
                                        .callbacks(LearningRateScheduler.byEpoch(epoch -> epoch < 2 ? 0.01 : 1e20))))
                .getMessage();
        assertTrue(message.startsWith("epoch 3, batch 2: the loss is "), message);
        assertTrue(message.contains("model.history()"), message);
        assertArrayEquals(
                new double[] {7.2979254722595215, 3.8590612411499023},
                model.history().get("loss"),
                1e-6);
        assertEquals(2, model.history().epochCount());
        History next = model().fit(X, Y, new Fit().verbose(0));
        assertEquals(1, next.epochCount());
    }
}
