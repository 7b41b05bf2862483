package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.nn.LayerAccess;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Only one call at a time may train a model or use a callback; changes of the model during training are refused. */
final class TrainingGuardTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);

    private static Sequential network() {
        Sequential model = new Sequential(new Dense(3).inputShape(1), new Dense(2), new Dense(2), new Dense(1));
        model.compile(new Adam(0.01), "mse", "mae");
        return model;
    }

    private static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }

    @Test
    void trainOnBatchBetweenTheStepsOfFit() {
        // Keras 3.15: Dense(1) with kernel 1, SGD(0.01), mse, batches of 2; fit reports the losses of its own steps
        // only
        Sequential model = new Sequential(new Dense(1).kernelInitializer("ones").inputShape(1));
        model.compile(new SGD(0.01), "mse");
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
        Tensor y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);
        List<Double> losses = new ArrayList<>();
        History history = model.fit(
                x, y, new Fit().batchSize(2).epochs(2).shuffle(false).verbose(0).callbacks(new Callback() {
                            @Override
                            public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                                losses.add(model().trainOnBatch(x, y).loss());
                            }
                        }));
        double[] w = {1, 0};
        List<Double> expected = new ArrayList<>();
        double[] means = new double[2];
        for (int step = 0; step < 4; step++) {
            int from = step % 2 * 2;
            means[step / 2] += step(w, x, y, from, from + 2) / 2;
            expected.add(step(w, x, y, 0, 4));
        }
        for (int step = 0; step < 4; step++) {
            assertEquals(expected.get(step), losses.get(step), 1e-5);
        }
        assertArrayEquals(means, history.get("loss"), 1e-5);
    }

    /** One gradient descent step with learning rate 0.01 on w·x + b; returns the loss before it. */
    private static double step(double[] w, Tensor x, Tensor y, int from, int to) {
        double loss = 0;
        double dw = 0;
        double db = 0;
        for (int i = from; i < to; i++) {
            double e = w[0] * x.get(i, 0) + w[1] - y.get(i, 0);
            loss += e * e / (to - from);
            dw += 2 * e * x.get(i, 0) / (to - from);
            db += 2 * e / (to - from);
        }
        w[0] -= 0.01 * dw;
        w[1] -= 0.01 * db;
        return loss;
    }

    @Test
    void refusesASecondTraining() {
        Model model = network();
        model.fit(X, Y, new Fit().verbose(0).callbacks(new Callback() {
                    @Override
                    public void onEpochEnd(int epoch, Map<String, Double> logs) {
                        assertRefused(
                                "Sequential: cannot fit, it is being trained already, by fit in this thread. One"
                                        + " call at a time can train a model: wait until it has returned; a callback may train"
                                        + " single batches by trainOnBatch.",
                                () -> model().fit(X, Y, new Fit().verbose(0)));
                        String main = Thread.currentThread().getName();
                        for (Executable work : List.<Executable>of(
                                () -> model.fit(X, Y, new Fit().verbose(0)), () -> model.trainOnBatch(X, Y))) {
                            String message = inAnotherThread(work);
                            assertTrue(
                                    message.contains(
                                            "it is being trained already, by fit in the thread \"" + main + "\""),
                                    message);
                        }
                    }
                }));
        model.fit(X, Y, new Fit().verbose(0)); // after the run, training is allowed again
        assertThrows(CornetException.class, () -> model.fit(X, Tensor.zeros(3, 1), new Fit().verbose(0)));
        model.trainOnBatch(X, Y);
    }

    private static String inAnotherThread(Executable work) {
        String[] message = {""};
        Thread thread = new Thread(
                () -> message[0] = assertThrows(CornetException.class, work).getMessage());
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return message[0];
    }

    @Test
    void refusesChangesOfAModelInTraining() {
        Sequential model = network();
        boolean[] called = {false};
        model.fit(X, Y, new Fit().verbose(0).callbacks(new Callback() {
                    @Override
                    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                        called[0] = true;
                        String why = ", it is being trained, by fit in this thread. Wait until that has returned.";
                        String who = LayerAccess.describe(model) + ": cannot ";
                        assertRefused(who + "add a layer" + why, () -> model.add(new Dense(1)));
                        assertRefused(who + "take a layer away" + why, model::pop);
                        assertRefused(who + "compile" + why, () -> model.compile("sgd", "mse"));
                    }
                }));
        assertTrue(called[0]);
        assertEquals(4, model.layers().size());
        model.pop();
        model.compile("sgd", "mse");
    }

    @Test
    void aCallbackIsUsedByOneRunAtATime() {
        Callback shared = new Callback() {
            @Override
            public void onEpochEnd(int epoch, Map<String, Double> logs) {
                Model other = network();
                assertThrows(
                        CornetException.class,
                        () -> other.fit(X, Y, new Fit().verbose(0).callbacks(this)));
                other.fit(X, Y, new Fit().verbose(0)); // without the callback, the other model can be trained
                other.evaluate(X, Y, new Evaluate().callbacks(this));
                assertTrue(model() != other);
                String message = inAnotherThread(() -> other.evaluate(X, Y, new Evaluate().callbacks(this)));
                assertTrue(message.contains("serves a call of fit of " + LayerAccess.describe(model())), message);
            }
        };
        Model model = network();
        model.fit(X, Y, new Fit().verbose(0).callbacks(shared, shared));
        assertEquals(model, shared.model());
        network().fit(X, Y, new Fit().verbose(0).callbacks(shared));
        assertFalse(model == shared.model());
    }
}
