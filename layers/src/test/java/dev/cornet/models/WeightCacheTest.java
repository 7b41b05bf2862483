package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.backend.PackedWeights;
import dev.cornet.layers.Activation;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches of packed weights are invalidated by every kind of change: afterwards a model predicts the same as a new one with its weights. */
class WeightCacheTest {
    private final Tensor x = random(1, 5, 6, 6, 8);
    private final Tensor y = random(2, 5, 3);
    private final Layer conv = new Conv2D(9, 3).padding("same").biasInitializer("random_normal");
    private final Layer norm = new BatchNormalization();
    private final Model model = model();

    private Model model() {
        Symbol in = Input.of(6, 6, 8);
        Symbol out = in.then(conv).then(norm).then(new Activation("relu"));
        return new Model(in, out.then(new Conv2D(8, 3)).then(new Flatten()).then(new Dense(3)));
    }

    private Variable kernel() {
        return conv.variables().get(0);
    }

    /** Asserts that a change of weights changes the predictions, to those of a new model with the changed weights. */
    private void assertPredictsWithChangedWeights(Runnable change) {
        float[] before = model.predict(x).toArray();
        change.run();
        float[] after = model.predict(x).toArray();
        Model newModel = Model.fromJson(model.toJson());
        newModel.setWeights(model.getWeights());
        assertArrayEquals(newModel.predict(x).toArray(), after);
        assertFalse(Arrays.equals(before, after), "the change must change the predictions");
    }

    @Test
    void afterOptimizerSteps() {
        model.compile(new SGD(0.1), "mse");
        assertPredictsWithChangedWeights(() -> model.trainOnBatch(x, y));
        assertPredictsWithChangedWeights(
                () -> model.fit(x, y, new Fit().epochs(2).verbose(0)));
    }

    @Test
    void afterALineSearch() {
        norm.setTrainable(false);
        model.compile(new LBFGS(), "mse");
        assertPredictsWithChangedWeights(
                () -> model.fit(x, y, new Fit().epochs(2).verbose(0)));
    }

    @Test
    void afterMovingAveragesReplaceTheWeights() {
        model.compile(new Adam(0.05).useEma(true).emaMomentum(0.5), "mse");
        assertPredictsWithChangedWeights(
                () -> model.fit(x, y, new Fit().epochs(3).verbose(0)));
    }

    @Test
    void afterAnUpdateOfMovingStatisticsAlone() {
        model.layers().forEach(layer -> layer.setTrainable(layer == norm));
        norm.variables().get(0).assign(random(5, 9));
        model.compile(new SGD(0.0), "mse");
        assertPredictsWithChangedWeights(() -> model.trainOnBatch(x, y));
    }

    @Test
    void afterSettingWeights() {
        List<Tensor> others = model.getWeights().stream().map(Tensor::copy).toList();
        others.forEach(w -> Arrays.fill(w.data(), 0.1f));
        assertPredictsWithChangedWeights(() -> model.setWeights(others));
        assertPredictsWithChangedWeights(
                () -> conv.setWeights(random(5, kernel().shape().toArray()), random(6, 9)));
        assertPredictsWithChangedWeights(
                () -> kernel().assign(random(7, kernel().shape().toArray())));
    }

    @Test
    void afterEachVariableOfANormalization() {
        for (Variable variable : norm.variables()) {
            assertPredictsWithChangedWeights(
                    () -> variable.assign(Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 9)));
        }
    }

    @Test
    void afterLoadingWeights(@TempDir Path folder) {
        String file = folder.resolve("w.safetensors").toString();
        model.saveWeights(file);
        kernel().assign(random(8, kernel().shape().toArray()));
        assertPredictsWithChangedWeights(() -> model.loadWeights(file));
    }

    @Test
    void afterWritingIntoTheArrayOfAWeight() {
        assertPredictsWithChangedWeights(() -> kernel().mutableValue().set(3, 1, 1, 0, 0));
        float[] data = kernel().mutableValue().data();
        assertPredictsWithChangedWeights(() -> data[data.length - 1] = 7);
        assertPredictsWithChangedWeights(() -> data[0] = -5);
    }

    @Test
    void afterFreezingAndUnfreezing() {
        model.compile(new SGD(0.1), "mse");
        model.layers().forEach(layer -> layer.setTrainable(false));
        model.layers().get(model.layers().size() - 1).setTrainable(true);
        assertPredictsWithChangedWeights(() -> model.trainOnBatch(x, y)); // the frozen layers keep their packed weights
        model.layers().forEach(layer -> layer.setTrainable(true));
        assertPredictsWithChangedWeights(() -> model.trainOnBatch(x, y));
        model.layers().forEach(layer -> layer.setTrainable(layer == conv));
        assertPredictsWithChangedWeights(() -> model.trainOnBatch(x, y));
    }

    @Test
    void afterAnotherModelTrainsASharedLayer() {
        Symbol in = Input.of(6, 6, 8);
        Model other = new Model(in, in.then(conv).then(new Flatten()).then(new Dense(3)));
        other.compile(new SGD(0.1), "mse");
        assertPredictsWithChangedWeights(() -> other.trainOnBatch(x, y));
    }

    @Test
    void keepsPackedWeightsWhileNothingChanges(@TempDir Path folder) {
        model.compile(new SGD(0.1), "mse");
        PackedWeights first = kernel().packed();
        model.predict(x);
        model.evaluate(x, y);
        model.summary();
        model.getWeights();
        model.save(folder.resolve("m.cornet").toString());
        assertSame(first, kernel().packed());
        model.trainOnBatch(x, y);
        PackedWeights second = kernel().packed();
        assertNotSame(first, second);
        conv.setTrainable(false);
        model.trainOnBatch(x, y);
        model.predict(x);
        assertSame(second, kernel().packed());
    }

    @Test
    void manyThreadsPredictTheSameBits() throws Exception {
        float[] expected = model.predict(x).toArray();
        ExecutorService pool = Executors.newFixedThreadPool(64);
        try {
            for (int repeat = 0; repeat < 5; repeat++) {
                kernel().changed(); // all threads pack the weights at the same time
                List<Callable<float[]>> tasks = new ArrayList<>();
                for (int i = 0; i < 128; i++) {
                    tasks.add(() -> model.predict(x).toArray());
                }
                for (Future<float[]> result : pool.invokeAll(tasks)) {
                    assertArrayEquals(expected, Objects.requireNonNull(result.get()));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
