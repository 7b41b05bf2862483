package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Ops;
import dev.cornet.exceptions.DataException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.History;
import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminateOnNaNTest {
    private final Tensor x = Tensor.of(new float[] {1, 1, 1e30f, 1}, 4, 1); // the square of the third error overflows

    private static Sequential model() {
        Sequential model = new Sequential();
        model.add(new Dense(1).kernelInitializer("zeros").inputShape(1));
        model.compile("sgd", "mse");
        return model;
    }

    private History fit(Sequential model, int epochs, String file, Callback... callbacks) {
        return model.fit(
                x,
                x,
                new Fit()
                        .verbose(0)
                        .shuffle(false)
                        .batchSize(1)
                        .epochs(epochs)
                        .callbacks(callbacks)
                        .resume(file));
    }

    @Test
    void stopsTrainingWithTheWeightsBeforeTheBatch(@TempDir Path folder) {
        String file = folder.resolve("last.cornet").toString();
        Sequential model = model();
        History history = fit(model, 5, file, new TerminateOnNaN(), new ModelCheckpoint(file));
        assertEquals(1, history.epochCount());
        assertTrue(Ops.isFinite(model.getWeights().get(0)));
        assertEquals(2, model.optimizer().iterations());

        History resumed = fit(model(), 5, file, new TerminateOnNaN(), new ModelCheckpoint(file));
        assertEquals(1, resumed.epochCount());
    }

    @Test
    void withoutItAnInvalidLossIsAnException(@TempDir Path folder) {
        String message = assertThrows(
                        DataException.class,
                        () -> fit(model(), 5, folder.resolve("none.cornet").toString()))
                .getMessage();
        assertTrue(message.startsWith("epoch 1, batch 3: the loss is 9."), message);
    }
}
