package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cornet.Cornet;
import dev.cornet.backend.Precision;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each model computes with its own precision, whatever the default and the precision of other models. */
class PrecisionTest {
    private final Precision before = Cornet.precision();
    private final Tensor x = random(1, 2, 32, 32, 16);
    private final Tensor y = random(2, 2, 64);

    @AfterEach
    void restore() {
        Cornet.precision(before);
    }

    /** A model with a convolution for which a faster, less exact algorithm exists. */
    private static Model model() {
        Cornet.setSeed(3);
        Symbol in = Input.of(32, 32, 16);
        Model model = new Model(in, in.then(new Conv2D(64, 3).padding("same")).then(new GlobalAveragePooling2D()));
        model.compile(new SGD(0.1), "mse");
        return model;
    }

    private static Model model(Precision precision) {
        Cornet.precision(precision);
        return model();
    }

    private float[] trained(Model model) {
        for (int i = 0; i < 3; i++) {
            model.trainOnBatch(x, y);
        }
        return model.predict(x).toArray();
    }

    private void assumeTwoAlgorithms() {
        boolean same = Arrays.equals(
                model(Precision.EXACT).predict(x).toArray(),
                model(Precision.FAST).predict(x).toArray());
        assumeTrue(!same, "the backend has only one algorithm for this convolution");
    }

    @Test
    void aModelKeepsTheDefaultOfTheTimeOfItsCreation() {
        assumeTwoAlgorithms();
        float[] exact = trained(model(Precision.EXACT));
        float[] fast = trained(model(Precision.FAST));
        assertFalse(Arrays.equals(exact, fast));
        Model model = model(Precision.EXACT);
        Cornet.precision(Precision.FAST);
        assertArrayEquals(exact, trained(model));
        Model changed = model(Precision.FAST);
        changed.precision(Precision.EXACT);
        assertArrayEquals(exact, trained(changed));
    }

    @Test
    void twoModelsInTwoThreadsDoNotDisturbEachOther() throws Exception {
        float[] exact = trained(model(Precision.EXACT));
        float[] fast = trained(model(Precision.FAST));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<float[]>> runs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Model model = model(i % 2 == 0 ? Precision.EXACT : Precision.FAST);
                runs.add(() -> trained(model));
            }
            List<Future<float[]>> results = threads.invokeAll(runs);
            for (int i = 0; i < results.size(); i++) {
                assertArrayEquals(i % 2 == 0 ? exact : fast, results.get(i).get(), "run " + i);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theOuterModelDecidesForInnerModels() {
        Model inner = model(Precision.EXACT);
        float[] exact = inner.predict(x).toArray();
        Cornet.precision(Precision.FAST);
        Symbol in = Input.of(32, 32, 16);
        Model outer = new Model(in, in.then(inner));
        outer.precision(Precision.EXACT);
        inner.precision(Precision.FAST);
        assertArrayEquals(exact, outer.predict(x).toArray());
    }

    @Test
    void precisionIsSavedInTheCornetFileButNotInJson(@TempDir Path folder) {
        Model model = model(Precision.EXACT);
        String file = folder.resolve("exact.cornet").toString();
        model.save(file);
        Cornet.precision(Precision.FAST);
        assertEquals(Precision.EXACT, Model.load(file).precision());
        model.precision(Precision.FAST);
        model.save(file);
        Cornet.precision(Precision.EXACT);
        assertEquals(Precision.FAST, Model.load(file).precision());
        assertFalse(model.toJson().contains("precision"));
    }
}
