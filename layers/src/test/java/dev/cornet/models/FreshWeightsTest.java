package dev.cornet.models;

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
import dev.cornet.random.RandomStream;
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

/** What is kept of weights between calls never outlives a change of them: after each kind of change a model predicts as a new one does. */
class FreshWeightsTest {
    private final Tensor x = random(1, 5, 6, 6, 8);
    private final Tensor y = random(2, 5, 3);
    private final Layer conv = new Conv2D(9, 3).padding("same").biasInitializer("random_normal");
    private final Layer norm = new BatchNormalization();
    private final Model model = model();

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream noise = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) noise.uniform(i, -1, 1);
        }
        return x;
    }

    private Model model() {
        Symbol in = Input.of(6, 6, 8);
        Symbol out = in.then(conv).then(norm).then(new Activation("relu"));
        return new Model(in, out.then(new Conv2D(8, 3)).then(new Flatten()).then(new Dense(3)));
    }

    private Variable kernel() {
        return conv.variables().get(0);
    }

    /** Changes weights between two predictions: the second is that of a model made after the change, and another one than the first. */
    private void requireFresh(Runnable change) {
        float[] before = model.predict(x).toArray();
        change.run();
        float[] after = model.predict(x).toArray();
        Model made = Model.fromJson(model.toJson());
        made.setWeights(model.getWeights());
        assertArrayEquals(made.predict(x).toArray(), after);
        assertFalse(Arrays.equals(before, after), "the change changes what is predicted");
    }

    @Test
    void afterStepsOfOptimizers() {
        model.compile(new SGD(0.1), "mse");
        requireFresh(() -> model.trainOnBatch(x, y));
        requireFresh(() -> model.fit(x, y, new Fit().epochs(2).verbose(0)));
    }

    @Test
    void afterASearchAlongALine() {
        norm.setTrainable(false);
        model.compile(new LBFGS(), "mse");
        requireFresh(() -> model.fit(x, y, new Fit().epochs(2).verbose(0)));
    }

    @Test
    void afterAveragesHaveTakenTheirPlace() {
        model.compile(new Adam(0.05).useEma(true).emaMomentum(0.5), "mse");
        requireFresh(() -> model.fit(x, y, new Fit().epochs(3).verbose(0)));
    }

    @Test
    void whenStatisticsAloneHaveMoved() {
        model.layers().forEach(layer -> layer.setTrainable(layer == norm));
        norm.variables().get(0).assign(random(5, 9));
        model.compile(new SGD(0.0), "mse");
        requireFresh(() -> model.trainOnBatch(x, y));
    }

    @Test
    void afterSettingWeights() {
        List<Tensor> others = model.getWeights().stream().map(Tensor::copy).toList();
        others.forEach(w -> Arrays.fill(w.data(), 0.1f));
        requireFresh(() -> model.setWeights(others));
        requireFresh(() -> conv.setWeights(random(5, kernel().shape().toArray()), random(6, 9)));
        requireFresh(() -> kernel().assign(random(7, kernel().shape().toArray())));
    }

    @Test
    void afterEachVariableOfANormalization() {
        for (Variable variable : norm.variables()) {
            requireFresh(() -> variable.assign(Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 9)));
        }
    }

    @Test
    void afterLoadingWeights(@TempDir Path folder) {
        String file = folder.resolve("w.safetensors").toString();
        model.saveWeights(file);
        kernel().assign(random(8, kernel().shape().toArray()));
        requireFresh(() -> model.loadWeights(file));
    }

    @Test
    void afterWritingIntoTheValueItself() {
        requireFresh(() -> kernel().mutableValue().set(3, 1, 1, 0, 0));
        float[] held = kernel().mutableValue().data();
        requireFresh(() -> held[held.length - 1] = 7);
        requireFresh(() -> held[0] = -5);
    }

    @Test
    void whenFreedAndFrozen() {
        model.compile(new SGD(0.1), "mse");
        model.layers().forEach(layer -> layer.setTrainable(false));
        model.layers().get(model.layers().size() - 1).setTrainable(true);
        requireFresh(() -> model.trainOnBatch(x, y)); // the frozen part has kept its forms
        model.layers().forEach(layer -> layer.setTrainable(true));
        requireFresh(() -> model.trainOnBatch(x, y));
        model.layers().forEach(layer -> layer.setTrainable(layer == conv));
        requireFresh(() -> model.trainOnBatch(x, y));
    }

    @Test
    void whenAnotherModelTeachesTheSharedLayer() {
        Symbol in = Input.of(6, 6, 8);
        Model other = new Model(in, in.then(conv).then(new Flatten()).then(new Dense(3)));
        other.compile(new SGD(0.1), "mse");
        requireFresh(() -> other.trainOnBatch(x, y));
    }

    @Test
    void keepsFormsWhileNothingChanges(@TempDir Path folder) {
        model.compile(new SGD(0.1), "mse");
        PackedWeights first = kernel().prepared();
        model.predict(x);
        model.evaluate(x, y);
        model.summary();
        model.getWeights();
        model.save(folder.resolve("m.cornet").toString());
        assertSame(first, kernel().prepared());
        model.trainOnBatch(x, y);
        PackedWeights second = kernel().prepared();
        assertNotSame(first, second);
        conv.setTrainable(false);
        model.trainOnBatch(x, y);
        model.predict(x);
        assertSame(second, kernel().prepared());
    }

    @Test
    void manyThreadsPredictTheSameBits() throws Exception {
        float[] expected = model.predict(x).toArray();
        ExecutorService pool = Executors.newFixedThreadPool(64);
        try {
            for (int round = 0; round < 5; round++) {
                kernel().changed(); // the forms are made by all at once
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
