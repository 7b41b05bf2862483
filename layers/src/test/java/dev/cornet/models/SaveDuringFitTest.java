package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.layers.Dense;
import dev.cornet.optimizers.Adam;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving a model while another thread trains it: the file holds the state between two steps. */
class SaveDuringFitTest {
    private static final int SAVES = 25;

    @TempDir
    Path folder;

    @Test
    void theFileHoldsAWholeNumberOfSteps() throws Exception {
        Tensor x = Tensor.zeros(64, 20);
        Tensor y = Tensor.zeros(64, 1);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i % 13 - 6;
        }
        Sequential model = new Sequential(new Dense(200).activation("tanh").inputShape(20), new Dense(1));
        model.compile(new Adam(1e-3), "mse");
        String start = folder.resolve("start.cornet").toString();
        model.save(start);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> training = other.submit(() ->
                    model.fit(x, y, new Fit().batchSize(16).epochs(1_000_000).verbose(0)));
            for (int i = 0; i < SAVES; i++) {
                String file = folder.resolve("m.cornet").toString();
                model.save(file);
                Model.load(file);
                model.saveWeights(folder.resolve("w.safetensors").toString());
                Model.load(start).loadWeights(folder.resolve("w.safetensors").toString());
            }
            model.stopTraining(true);
            training.get(1, TimeUnit.MINUTES);
            String end = folder.resolve("end.cornet").toString();
            model.save(end);
            assertArrayEquals(
                    model.predict(x).toArray(), Model.load(end).predict(x).toArray());
        } finally {
            model.stopTraining(true);
            other.shutdownNow();
        }
    }
}
