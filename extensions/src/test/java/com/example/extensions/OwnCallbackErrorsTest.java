package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.callbacks.LambdaCallback;
import dev.cornet.callbacks.ModelCheckpoint;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Predict;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exception of Cornet that the code of a callback causes is told with the class of the callback and the hook. */
class OwnCallbackErrorsTest {
    private static final Tensor X = Tensor.zeros(4, 3);
    private static final Tensor Y = Tensor.zeros(4, 2);

    @TempDir
    Path folder;

    /** Looks at seven columns of samples that have three. */
    static final class Watcher extends Callback {
        @Override
        public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
            X.reshape(4, 7);
        }

        @Override
        public void onPredictEnd(Map<String, Double> logs) {
            throw new OptionException("no name \"a\", only b, c and d", "no name \"a\"");
        }
    }

    /** A callback whose state cannot be saved. */
    static final class Stateful extends Callback {
        @Override
        public Map<String, String> state() {
            throw new CornetException("there is none");
        }
    }

    /** An exception of a program. */
    static final class Stop extends CornetException {
        private static final long serialVersionUID = 1L;

        Stop() {
            super("enough");
        }
    }

    private static Model model() {
        Model model = new Sequential(new Dense(2).inputShape(3));
        model.compile("sgd", "mse");
        return model;
    }

    private static <E extends RuntimeException> E thrown(Class<E> type, Callback... callbacks) {
        return assertThrows(
                type, () -> model().fit(X, Y, new Fit().epochs(1).verbose(0).callbacks(callbacks)));
    }

    @Test
    void ofATraining() {
        ShapeException e = thrown(ShapeException.class, new Watcher());
        assertEquals("Watcher.onTrainBatchEnd: " + e.getCause().getMessage(), e.getMessage());
        assertEquals(ShapeException.class, e.getCause().getClass());
    }

    @Test
    void ofAPrediction() {
        OptionException e = assertThrows(
                OptionException.class, () -> model().predict(List.of(X), new Predict().callbacks(new Watcher())));
        assertEquals("Watcher.onPredictEnd: no name \"a\", only b, c and d", e.getMessage());
        assertEquals("no name \"a\"", e.brief());
    }

    /** A callback without a name of its own, and a function given to a callback of the library. */
    @Test
    void withoutAName() {
        String problem = assertThrows(ShapeException.class, () -> X.reshape(5)).getMessage();
        Callback anonymous = new Callback() {
            @Override
            public void onEpochBegin(int epoch, Map<String, Double> logs) {
                X.reshape(5);
            }
        };
        assertEquals(
                "Callback.onEpochBegin: " + problem,
                thrown(ShapeException.class, anonymous).getMessage());
        assertEquals(
                "LambdaCallback.onEpochEnd: " + problem,
                thrown(ShapeException.class, new LambdaCallback().onEpochEnd((epoch, logs) -> X.reshape(5)))
                        .getMessage());
    }

    @Test
    void ofAStateThatIsSaved() {
        ModelCheckpoint checkpoint =
                new ModelCheckpoint(folder.resolve("m.cornet").toString());
        assertEquals(
                "ModelCheckpoint.onEpochSave: Stateful.state: there is none",
                thrown(CornetException.class, new Stateful(), checkpoint).getMessage());
    }

    /** Exceptions of a program stay the objects that were thrown. */
    @Test
    void ofItsOwnKindStayAsTheyAre() {
        Stop stop = new Stop();
        IllegalStateException illegal = new IllegalStateException("no");
        for (RuntimeException e : List.of(stop, illegal)) {
            assertSame(e, thrown(e.getClass(), new LambdaCallback().onTrainEnd(logs -> {
                        throw e;
                    })));
        }
    }
}
