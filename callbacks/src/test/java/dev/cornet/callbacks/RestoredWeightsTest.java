package dev.cornet.callbacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cornet.layers.Activation;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.models.Callback;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Predictions after a callback or a resumed training has restored weights: values that are computed from the weights and cached for
 * predictions, such as folded batch normalization, are computed again.
 */
class RestoredWeightsTest {
    private final Tensor x = random(1, 12, 5, 5, 8);
    private final Tensor y = random(2, 12, 2);
    private final Sequential model = new Sequential(
            new Conv2D(8, 3).inputShape(5, 5, 8),
            new BatchNormalization(),
            new Activation("relu"),
            new Flatten(),
            new Dense(2));

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream random = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) random.uniform(i, -1, 1);
        }
        return x;
    }

    /** Predicts after each epoch, so that the caches contain values computed from weights that are replaced later. */
    private final class PredictEachEpoch extends Callback {
        private float[] last = {};

        @Override
        public void onEpochEnd(int epoch, Map<String, Double> logs) {
            last = RestoredWeightsTest.this.model.predict(x).toArray();
        }
    }

    private void requirePredictionOfRestoredWeights(float[] before) {
        float[] after = model.predict(x).toArray();
        Model copy = Model.fromJson(model.toJson());
        copy.setWeights(model.getWeights());
        assertArrayEquals(copy.predict(x).toArray(), after);
        assertFalse(Arrays.equals(before, after), "the restored weights predict something else");
    }

    @Test
    void restoredByEarlyStopping() {
        model.compile(new SGD(0.01), "mse");
        PredictEachEpoch predictions = new PredictEachEpoch();
        EarlyStopping stopping =
                new EarlyStopping().monitor("loss").mode("max").patience(3).restoreBestWeights(true);
        model.fit(x, y, new Fit().epochs(6).verbose(0).callbacks(predictions, stopping));
        requirePredictionOfRestoredWeights(predictions.last);
    }

    @Test
    void restoredByAResumedTraining(@TempDir Path folder) {
        String file = folder.resolve("last.cornet").toString();
        model.compile(new SGD(0.1), "mse");
        model.fit(x, y, new Fit().epochs(2).verbose(0).callbacks(new ModelCheckpoint(file)));
        float[] before = model.predict(x).toArray();
        model.fit(x, y, new Fit().epochs(3).verbose(0).resume(file));
        requirePredictionOfRestoredWeights(before);
    }
}
