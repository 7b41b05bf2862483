package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Input;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.MeanAbsoluteError;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Several simultaneous runs on one model, in several threads and in callbacks: each has its own state. */
final class ConcurrentRunsTest {
    private static final Tensor X = random(1, 96, 5);
    private static final Tensor Y = labels(96);

    private static Tensor labels(int n) {
        Tensor y = Tensor.zeros(n, 1);
        for (int i = 0; i < n; i++) {
            y.data()[i] = X.get(i, 0) + X.get(i, 1) > 0 ? 1 : 0;
        }
        return y;
    }

    private static Sequential network() {
        Cornet.setSeed(7);
        Sequential model = new Sequential(
                new Dense(8).activation("tanh").inputShape(5),
                new BatchNormalization(),
                new Dropout(0.2),
                new Dense(1).activation("sigmoid"));
        model.compile(new Adam(0.01), "binary_crossentropy", "accuracy", new AUC());
        model.seed(3);
        return model;
    }

    private static void assertSameWeights(Model expected, Model actual) {
        for (int i = 0; i < expected.getWeights().size(); i++) {
            assertArrayEquals(
                    expected.getWeights().get(i).toArray(),
                    actual.getWeights().get(i).toArray());
        }
    }

    @Test
    void evaluatesFromSeveralThreads() throws Exception {
        Model model = network();
        double[][] alone = new double[4][];
        for (int part = 0; part < 4; part++) {
            alone[part] = model.evaluate(X.rows(0, 24 * (part + 1)), Y.rows(0, 24 * (part + 1)), 7)
                    .toArray();
        }
        SimultaneousThreads.run(4, () -> {
            for (int n = 0; n < 20; n++) {
                int rows = 24 * (n % 4 + 1);
                assertArrayEquals(
                        alone[n % 4],
                        model.evaluate(X.rows(0, rows), Y.rows(0, rows), 7).toArray());
                assertEquals(
                        model.testOnBatch(X.rows(3, 9), Y.rows(3, 9)).loss(),
                        model.evaluate(X.rows(3, 9), Y.rows(3, 9)).loss());
            }
            return null;
        });
    }

    /** A callback that calls evaluate, testOnBatch and predict in every hook, on other data than that of the run. */
    private static final class EvaluatingInHooks extends EveryHook {
        private final boolean withCallback;
        private int calls;

        EvaluatingInHooks(boolean withCallback) {
            this.withCallback = withCallback;
        }

        private void evaluate() {
            calls++;
            Params before = params();
            Callback[] callbacks = withCallback ? new Callback[] {new Silent()} : new Callback[0];
            model().evaluate(
                            X.rows(0, 10),
                            Y.rows(0, 10),
                            new Evaluate().batchSize(4).callbacks(callbacks));
            model().testOnBatch(X.rows(5, 7), Y.rows(5, 7));
            model().predict(X.rows(0, 3));
            assertEquals(before, params());
        }

        @Override
        void hook(String name) {
            evaluate();
            if (name.equals("onTrainBatchBegin")) {
                evaluate();
            }
        }
    }

    private static final class Silent extends Callback {}

    @Test
    void evaluateInEveryHookChangesNothing() {
        Model plain = network();
        Model evaluated = network();
        EvaluatingInHooks evaluating = new EvaluatingInHooks(true);
        History expected =
                plain.fit(X, Y, new Fit().epochs(3).validationSplit(0.25).verbose(0));
        History history = evaluated.fit(
                X, Y, new Fit().epochs(3).validationSplit(0.25).verbose(0).callbacks(evaluating));
        assertTrue(evaluating.calls > 40, "called " + evaluating.calls);
        assertEquals(expected.metrics(), history.metrics());
        assertSameWeights(plain, evaluated);

        double[] alone = plain.evaluate(X, Y).toArray();
        assertArrayEquals(
                alone,
                evaluated
                        .evaluate(X, Y, new Evaluate().callbacks(new EvaluatingInHooks(false)))
                        .toArray());
        assertArrayEquals(
                plain.predict(X).toArray(),
                evaluated
                        .predict(X, new Predict().callbacks(new EvaluatingInHooks(false)))
                        .toArray());
    }

    @Test
    void batchesAreComputedWithTheWeightsOfWholeSteps() throws Exception {
        // all weights are equal before and after each step, so the output for an input with as many 1 as -1 is 0
        int n = 4096;
        float[] signs = new float[n];
        for (int i = 0; i < n; i++) {
            signs[i] = i % 2 == 0 ? 1 : -1;
        }
        Sequential model = new Sequential(
                new Dense(1).kernelInitializer("ones").useBias(false).inputShape(n));
        model.compile(new SGD(1e-7), "mse");
        Tensor ones = Tensor.zeros(1, n);
        Arrays.fill(ones.data(), 1f);
        Tensor probe = Tensor.of(signs, 1, n);
        AtomicBoolean ended = new AtomicBoolean();
        List<Boolean> all = SimultaneousThreads.run(3, () -> {
            if (Thread.currentThread().getName().endsWith("thread-1")) {
                model.fit(ones, Tensor.zeros(1, 1), new Fit().epochs(400).verbose(0));
                ended.set(true);
                return true;
            }
            boolean whole = true;
            for (int i = 0; i < 200 || !ended.get(); i++) {
                whole &= Math.abs(model.predict(probe).get(0, 0)) < 1e-3;
                whole &= Math.abs(model.evaluate(probe, Tensor.zeros(1, 1)).loss()) < 1e-6;
            }
            return whole;
        });
        assertEquals(List.of(true, true, true), all);
        assertTrue(model.getWeights().get(0).get(0, 0) < 0.99);
    }

    /** The same test for models that share layers: one is a part of the network, another trains the same weights. */
    @Test
    void modelsThatShareWeightsSeeWholeSteps() throws Exception {
        int n = 2048;
        float[] signs = new float[n];
        for (int i = 0; i < n; i++) {
            signs[i] = i % 2 == 0 ? 1 : -1;
        }
        Symbol in = Input.of(n);
        Dense shared = new Dense(1).kernelInitializer("ones").useBias(false);
        Symbol middle = in.then(shared);
        Model part = new Model(in, middle);
        Model first =
                new Model(in, middle.then(new Dense(1).kernelInitializer("ones").useBias(false)));
        Model second =
                new Model(in, middle.then(new Dense(1).kernelInitializer("ones").useBias(false)));
        first.compile(new SGD(1e-13), "mse");
        second.compile(new SGD(1e-13), "mse");
        Tensor ones = Tensor.zeros(1, n);
        Arrays.fill(ones.data(), 1f);
        Tensor probe = Tensor.of(signs, 1, n);
        List<Boolean> all = SimultaneousThreads.run(4, () -> {
            boolean whole = true;
            for (int i = 0; i < 150; i++) {
                switch (Thread.currentThread().getName().replaceAll(".*-", "")) {
                    case "1" -> first.trainOnBatch(ones, Tensor.zeros(1, 1));
                    case "2" -> second.fit(ones, Tensor.zeros(1, 1), new Fit().verbose(0));
                    case "3" -> {
                        Tensor w = Tensor.zeros(n, 1);
                        Arrays.fill(w.data(), 1f + i);
                        shared.setWeights(w);
                    }
                    default -> whole &= Math.abs(part.predict(probe).get(0, 0)) < 1e-3;
                }
            }
            return whole;
        });
        assertEquals(List.of(true, true, true, true), all);
        assertEquals(0, part.predict(probe).get(0, 0), 1e-3);
    }

    @Test
    void metricObjectsMayBeShared() {
        MeanAbsoluteError metric = new MeanAbsoluteError();
        Symbol in = Input.of(2);
        Symbol sum = in.then(new Dense(1).kernelInitializer("ones").named("a"));
        Symbol zero = new Add()
                .of(in, in)
                .then(new Dense(1).kernelInitializer("zeros").named("b"));
        Model model = new Model(List.of(in), List.of(sum, zero));
        model.compile(new Compile("sgd", "mse").metrics(metric, List.of(metric, metric)));
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Tensor zeros = Tensor.zeros(2, 1);
        Tensor ones = Tensor.of(new float[] {1, 1}, 2, 1);
        Evaluation all = model.evaluate(List.of(x), List.of(zeros, ones), new Evaluate().batchSize(1));
        assertEquals(5, all.get("a_mean_absolute_error"), 1e-6); // (3 + 7) / 2
        assertEquals(1, all.get("b_mean_absolute_error"), 1e-6);
        assertEquals(1, all.get("b_mean_absolute_error_1"), 1e-6);
    }
}
