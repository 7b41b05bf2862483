package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The states that stateful layers carry from batch to batch can be used by one thread at a time. */
final class RecurrentStatesTest {
    private static final Tensor X = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2, 1);
    private static final Tensor Y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);

    private final SimpleRNN rnn = new SimpleRNN(1).stateful(true);
    private final Symbol in = Input.of(2, 1);
    private final Symbol sequence = in.then(rnn);
    private final Model model = compiled(new Model(in, sequence.then(new Dense(1))));
    private final Model other = compiled(new Model(in, sequence.then(new Dense(1))));

    private static Model compiled(Model model) {
        Cornet.setSeed(3);
        model.compile(new SGD(0.01), "mse");
        return model;
    }

    /** Runs a task once, after the first batch of any run. */
    private static final class Once extends EveryHook {
        private final Executable task;
        private boolean done;

        Once(Executable task) {
            this.task = task;
        }

        @Override
        void hook(String name) {
            if (name.endsWith("BatchEnd") && !done) {
                done = true;
                try {
                    task.execute();
                } catch (Throwable e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private float state() {
        Tensor state = LayerAccess.recurrentStates(rnn).get(0).value();
        return Objects.requireNonNull(state).get(0, 0);
    }

    /** Asserts that work is refused in another thread, with a message that names the run, and that the state is unchanged. */
    private void assertRefused(String method, String run, Runnable work) {
        float before = state();
        FutureTask<Void> task = new FutureTask<>(work, null);
        new Thread(task).start();
        Throwable cause = assertThrows(ExecutionException.class, task::get).getCause();
        assertTrue(cause instanceof CornetException, () -> String.valueOf(cause));
        String message = String.valueOf(cause.getMessage());
        assertTrue(
                message.contains(": cannot " + method + ", its stateful layers serve a call of " + run
                        + " in the thread \"" + Thread.currentThread().getName() + "\""),
                message);
        assertEquals(before, state());
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
        for (String run : List.of("fit", "evaluate", "predict")) {
            Callback callback = new Once(() -> {
                for (Model each : List.of(model, other)) {
                    assertRefused("predict", run, () -> each.predict(X, 1));
                    assertRefused("evaluate", run, () -> each.evaluate(X, Y, 1));
                    assertRefused("evaluate", run, () -> each.testOnBatch(X, Y));
                    assertRefused("predict", run, () -> each.predictOnBatch(X));
                    assertRefused("reset states", run, each::resetState);
                }
                assertRefused(
                        "fit", run, () -> other.fit(X, Y, new Fit().batchSize(1).verbose(0)));
                assertRefused("train on a batch", run, () -> other.trainOnBatch(X, Y));
            });
            switch (run) {
                case "fit" -> model.fit(X, Y, new Fit().batchSize(1).verbose(0).callbacks(callback));
                case "evaluate" ->
                    model.evaluate(X, Y, new Evaluate().batchSize(1).callbacks(callback));
                default -> model.predict(X, new Predict().batchSize(1).callbacks(callback));
            }
            FutureTask<Tensor> later = new FutureTask<>(() -> model.predict(X, 1)); // allowed after the run
            new Thread(later).start();
            later.get();
            model.resetState();
        }
    }

    /** As in Keras, calls made by a callback use the current states of the training. */
    @Test
    void theSameThreadMayUseThemWithinARun() throws Exception {
        Callback callback = new Once(() -> {
            model.evaluate(X, Y, 1);
            model.predict(X, 1);
            other.trainOnBatch(X.rows(0, 1), Y.rows(0, 1));
            model.resetState();
        });
        model.fit(X, Y, new Fit().batchSize(1).shuffle(false).verbose(0).callbacks(callback));
        assertThrows(
                IllegalStateException.class,
                () -> model.predict(X, new Predict().batchSize(1).callbacks(new Callback() {
                            @Override
                            public void onPredictBatchEnd(int batch, Map<String, Double> logs) {
                                throw new IllegalStateException();
                            }
                        })));
        FutureTask<float[]> later = new FutureTask<>(() -> {
            model.resetState();
            return model.predict(X, 1).toArray();
        });
        new Thread(later).start();
        float[] fromOtherThread = later.get();
        model.resetState();
        assertArrayEquals(model.predict(X, 1).toArray(), fromOtherThread);
    }
}
