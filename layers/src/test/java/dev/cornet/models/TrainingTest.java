package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.layers.Add;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Concatenate;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling2D;
import dev.cornet.layers.Input;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Training as a whole: gradients against finite differences, the same bits for any number of threads, errors. */
class TrainingTest {
    private final int threads = Cornet.threads();

    @AfterEach
    void restoreThreads() {
        Cornet.threads(threads);
    }

    private static Tensor labels(long seed, int n, int classes) {
        Tensor y = Tensor.zeros(n);
        RandomStream random = new RandomStream(seed);
        for (int i = 0; i < n; i++) {
            y.data()[i] = random.nextInt(i, classes);
        }
        return y;
    }

    /** A network with convolutions, which run on slices of the batch, batch statistics, which need the whole batch, and branches. */
    private static Model network(boolean withStatistics) {
        Symbol in = Input.of(10, 10, 2);
        Symbol a = in.then(new Conv2D(8, 3).padding("same").activation("tanh"));
        Symbol b = a.then(new Conv2D(8, 3).padding("same").activation("tanh"));
        Symbol sum = new Add().of(a, b).then(new AveragePooling2D(2));
        Symbol normal = withStatistics ? sum.then(new BatchNormalization()) : sum;
        Symbol left = normal.then(new Conv2D(6, 3).activation("tanh")).then(new Flatten());
        Symbol right = normal.then(new GlobalAveragePooling2D());
        return new Model(in, new Concatenate().of(left, right).then(new Dense(4).activation("softmax")));
    }

    /** A gradient descent step with learning rate 1 changes each weight by minus its gradient. */
    @Test
    void gradientsAgreeWithFiniteDifferences() {
        Cornet.setSeed(3);
        Model model = network(false);
        model.compile(new SGD(1.0), "sparse_categorical_crossentropy");
        Tensor x = random(1, 40, 10, 10, 2);
        Tensor y = labels(2, 40, 4);
        List<Tensor> before = model.getWeights();
        model.trainOnBatch(x, y);
        List<Tensor> after = model.getWeights();
        for (int w = 0; w < before.size(); w++) {
            int at = before.get(w).size() / 2;
            double gradient = before.get(w).data()[at] - after.get(w).data()[at];
            double step = 1e-2;
            double lossAbove = lossWith(model, before, w, at, step, x, y);
            double lossBelow = lossWith(model, before, w, at, -step, x, y);
            assertEquals(
                    (lossAbove - lossBelow) / (2 * step),
                    gradient,
                    2e-3 * Math.max(0.1, Math.abs(gradient)),
                    "weight " + w);
        }
    }

    private static double lossWith(Model model, List<Tensor> weights, int w, int at, double step, Tensor x, Tensor y) {
        List<Tensor> changed = new ArrayList<>(weights);
        Tensor copy = weights.get(w).copy();
        copy.data()[at] += (float) step;
        changed.set(w, copy);
        model.setWeights(changed);
        return model.evaluate(x, y, 40).loss();
    }

    private static List<Tensor> trained(int threads, boolean withStatistics) {
        Cornet.threads(threads);
        Cornet.setSeed(5);
        Model model = network(withStatistics);
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        model.fit(
                random(7, 100, 10, 10, 2),
                labels(8, 100, 4),
                new Fit().batchSize(48).epochs(2).verbose(0));
        return model.getWeights();
    }

    @Test
    void theSameBitsComeFromAnyNumberOfThreads() {
        for (boolean withStatistics : new boolean[] {false, true}) {
            List<Tensor> one = trained(1, withStatistics);
            for (int n : new int[] {2, 4}) {
                List<Tensor> more = trained(n, withStatistics);
                for (int w = 0; w < one.size(); w++) {
                    assertArrayEquals(one.get(w).toArray(), more.get(w).toArray(), n + " threads, weight " + w);
                }
            }
        }
    }

    @Test
    void predictGivesEveryThreadTheSameBits() throws Exception {
        Cornet.setSeed(9);
        Model model = network(true);
        Tensor x = random(10, 37, 10, 10, 2);
        float[] expected = model.predict(x).toArray();
        ExecutorService executor = Executors.newFixedThreadPool(64);
        try {
            List<Future<Tensor>> answers = new ArrayList<>();
            for (int i = 0; i < 128; i++) {
                answers.add(executor.submit(() -> model.predict(x)));
            }
            for (Future<Tensor> answer : answers) {
                assertArrayEquals(expected, answer.get().toArray());
            }
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void learnsExclusiveOr() {
        Cornet.setSeed(2);
        Sequential model = new Sequential();
        model.add(new Dense(8).activation("tanh").inputShape(2));
        model.add(new Dense(1).activation("sigmoid"));
        model.compile(new SGD(0.5), "binary_crossentropy", "accuracy");
        Tensor x = Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
        Tensor y = Tensor.of(new float[] {0, 1, 1, 0}, 4, 1);
        History history = model.fit(x, y, new Fit().batchSize(4).epochs(500).verbose(0));
        assertEquals(500, history.epochCount());
        assertEquals(1.0, model.evaluate(x, y).get("accuracy"));
    }

    @Test
    void frozenLayersKeepTheirWeights() {
        Cornet.setSeed(4);
        Sequential base = new Sequential();
        base.add(new Conv2D(4, 3).inputShape(8, 8, 1));
        base.add(new BatchNormalization());
        Sequential model = new Sequential();
        model.add(base);
        model.add(new Flatten());
        model.add(new Dropout(0.5));
        model.add(new Dense(2).activation("softmax"));
        base.setTrainable(false);
        List<Tensor> before = base.getWeights();
        model.compile("adam", "sparse_categorical_crossentropy");
        model.fit(random(1, 20, 8, 8, 1), labels(2, 20, 2), new Fit().epochs(2).verbose(0));
        for (int w = 0; w < before.size(); w++) {
            assertArrayEquals(before.get(w).toArray(), base.getWeights().get(w).toArray());
        }
    }

    @Test
    void refusesDataThatDoesNotFit() {
        Sequential model = new Sequential();
        model.add(new Dense(3).activation("softmax").inputShape(4));
        assertTrue(assertThrows(CornetException.class, () -> model.fit(random(1, 5, 4), labels(1, 5, 3)))
                .getMessage()
                .contains("compile"));
        model.compile("sgd", "sparse_categorical_crossentropy");
        assertTrue(assertThrows(ShapeException.class, () -> model.predict(random(1, 5, 7)))
                .getMessage()
                .contains("(None, 4)"));
        Tensor bad = random(1, 5, 4);
        bad.data()[9] = Float.NaN;
        assertTrue(assertThrows(DataException.class, () -> model.fit(bad, labels(1, 5, 3)))
                .getMessage()
                .contains("row 2"));
        assertTrue(assertThrows(ShapeException.class, () -> model.fit(random(1, 5, 4), labels(1, 6, 3)))
                .getMessage()
                .startsWith("fit: x has 5 samples, but y has shape (6)"));
        Fit weighted = new Fit().sampleWeight(random(1, 3));
        assertTrue(assertThrows(ShapeException.class, () -> model.fit(random(1, 5, 4), labels(1, 5, 3), weighted))
                .getMessage()
                .startsWith("fit: x has 5 samples, but sampleWeight has shape (3)"));
    }
}
