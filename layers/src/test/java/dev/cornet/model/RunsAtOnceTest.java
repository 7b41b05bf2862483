package dev.cornet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.error.CornetException;
import dev.cornet.layer.Symbol;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Input;
import dev.cornet.metric.AUC;
import dev.cornet.metric.MeanAbsoluteError;
import dev.cornet.optimizer.Adam;
import dev.cornet.optimizer.SGD;
import dev.cornet.random.Noise;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Several runs on one model, in several threads and within callbacks: each keeps its own state, or is refused. */
final class RunsAtOnceTest {
    private static final Tensor X = random(1, 96, 5);
    private static final Tensor Y = labels(96);

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        Noise noise = new Noise(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) noise.uniform(i, -1, 1);
        }
        return x;
    }

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

    private static <T> List<T> inThreads(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                running.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> all = new ArrayList<>();
            for (Future<T> one : running) {
                all.add(one.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }

    private static void assertSameWeights(Model expected, Model actual) {
        for (int i = 0; i < expected.getWeights().size(); i++) {
            assertArrayEquals(
                    expected.getWeights().get(i).toArray(),
                    actual.getWeights().get(i).toArray());
        }
    }

    private static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }

    @Test
    void evaluatesFromSeveralThreads() throws Exception {
        Model model = network();
        double[][] alone = new double[4][];
        for (int part = 0; part < 4; part++) {
            alone[part] = model.evaluate(X.rows(0, 24 * (part + 1)), Y.rows(0, 24 * (part + 1)), 7)
                    .toArray();
        }
        inThreads(4, () -> {
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

    /** Calls evaluate, testOnBatch and predict in every hook, on other data than the run's. */
    private static final class Asking extends Callback {
        private final boolean withItself;
        private int asked;

        Asking(boolean withItself) {
            this.withItself = withItself;
        }

        private void ask() {
            asked++;
            Params before = params();
            Callback[] callbacks = withItself ? new Callback[] {new Silent()} : new Callback[0];
            model().evaluate(
                            X.rows(0, 10),
                            Y.rows(0, 10),
                            new Evaluate().batchSize(4).callbacks(callbacks));
            model().testOnBatch(X.rows(5, 7), Y.rows(5, 7));
            model().predict(X.rows(0, 3));
            assertEquals(before, params());
        }

        @Override
        public void onTrainBegin(Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTrainEnd(Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onEpochBegin(int epoch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onEpochEnd(int epoch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onEpochSave(int epoch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTestBegin(Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTestEnd(Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTestBatchBegin(int batch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onTestBatchEnd(int batch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onPredictBegin(Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onPredictEnd(Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onPredictBatchBegin(int batch, Map<String, Double> logs) {
            ask();
        }

        @Override
        public void onPredictBatchEnd(int batch, Map<String, Double> logs) {
            ask();
        }
    }

    private static final class Silent extends Callback {}

    @Test
    void evaluateInEveryHookChangesNothing() {
        Model plain = network();
        Model asked = network();
        Asking asking = new Asking(true);
        History expected =
                plain.fit(X, Y, new Fit().epochs(3).validationSplit(0.25).verbose(0));
        History history = asked.fit(
                X, Y, new Fit().epochs(3).validationSplit(0.25).verbose(0).callbacks(asking));
        assertTrue(asking.asked > 40, "asked " + asking.asked);
        assertEquals(expected.figures(), history.figures());
        assertSameWeights(plain, asked);

        double[] alone = plain.evaluate(X, Y).toArray();
        assertArrayEquals(
                alone,
                asked.evaluate(X, Y, new Evaluate().callbacks(new Asking(false)))
                        .toArray());
        assertArrayEquals(
                plain.predict(X).toArray(),
                asked.predict(X, new Predict().callbacks(new Asking(false))).toArray());
    }

    @Test
    void trainOnBatchBetweenTheStepsOfFit() {
        // Keras 3.15: Dense(1) with kernel 1, SGD(0.01), mse, batches of 2; each figure of fit is that of its own step
        Sequential model = new Sequential(new Dense(1).kernelInitializer("ones").inputShape(1));
        model.compile(new SGD(0.01), "mse");
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
        Tensor y = Tensor.of(new float[] {2, 3, 5, 9}, 4, 1);
        List<Double> losses = new ArrayList<>();
        History history = model.fit(
                x, y, new Fit().batchSize(2).epochs(2).shuffle(false).verbose(0).callbacks(new Callback() {
                            @Override
                            public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                                losses.add(model().trainOnBatch(x, y).loss());
                            }
                        }));
        double[] w = {1, 0};
        List<Double> expected = new ArrayList<>();
        double[] means = new double[2];
        for (int step = 0; step < 4; step++) {
            int from = step % 2 * 2;
            means[step / 2] += step(w, x, y, from, from + 2) / 2;
            expected.add(step(w, x, y, 0, 4));
        }
        for (int step = 0; step < 4; step++) {
            assertEquals(expected.get(step), losses.get(step), 1e-5);
        }
        assertArrayEquals(means, history.get("loss"), 1e-5);
    }

    /** A step of plain descent with rate 0.01 on w·x + b; the loss before it. */
    private static double step(double[] w, Tensor x, Tensor y, int from, int to) {
        double loss = 0;
        double dw = 0;
        double db = 0;
        for (int i = from; i < to; i++) {
            double e = w[0] * x.get(i, 0) + w[1] - y.get(i, 0);
            loss += e * e / (to - from);
            dw += 2 * e * x.get(i, 0) / (to - from);
            db += 2 * e / (to - from);
        }
        w[0] -= 0.01 * dw;
        w[1] -= 0.01 * db;
        return loss;
    }

    @Test
    void batchesAreComputedWithTheWeightsOfWholeSteps() throws Exception {
        // all weights are equal before and after each step, so the outputs on as many 1 as -1 are 0
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
        List<Boolean> all = inThreads(3, () -> {
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

    /** The same with models that share layers: a part of the network, and one that trains the same weights. */
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
        List<Boolean> all = inThreads(4, () -> {
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
    void refusesASecondTraining() {
        Model model = network();
        model.fit(X, Y, new Fit().verbose(0).callbacks(new Callback() {
                    @Override
                    public void onEpochEnd(int epoch, Map<String, Double> logs) {
                        assertRefused(
                                "Sequential: cannot fit, it is being trained already, by fit in this thread. One"
                                        + " call at a time can train a model: wait until it has returned; a callback may train"
                                        + " single batches by trainOnBatch.",
                                () -> model().fit(X, Y, new Fit().verbose(0)));
                        String main = Thread.currentThread().getName();
                        for (Executable work : List.<Executable>of(
                                () -> model.fit(X, Y, new Fit().verbose(0)), () -> model.trainOnBatch(X, Y))) {
                            String message = inAnotherThread(work);
                            assertTrue(
                                    message.contains(
                                            "it is being trained already, by fit in the thread \"" + main + "\""),
                                    message);
                        }
                    }
                }));
        model.fit(X, Y, new Fit().verbose(0)); // and is free again
        assertThrows(CornetException.class, () -> model.fit(X, Tensor.zeros(3, 1), new Fit().verbose(0)));
        model.trainOnBatch(X, Y);
    }

    private static String inAnotherThread(Executable work) {
        String[] message = {""};
        Thread thread = new Thread(
                () -> message[0] = assertThrows(CornetException.class, work).getMessage());
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return message[0];
    }

    @Test
    void refusesChangesOfAModelInTraining() {
        Sequential model = network();
        boolean[] seen = {false};
        model.fit(X, Y, new Fit().verbose(0).callbacks(new Callback() {
                    @Override
                    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
                        seen[0] = true;
                        String why = ", it is being trained, by fit in this thread. Wait until that has returned.";
                        String who = model.describe() + ": cannot ";
                        assertRefused(who + "add a layer" + why, () -> model.add(new Dense(1)));
                        assertRefused(who + "take a layer away" + why, model::pop);
                        assertRefused(who + "compile" + why, () -> model.compile("sgd", "mse"));
                    }
                }));
        assertTrue(seen[0]);
        assertEquals(4, model.layers().size());
        model.pop();
        model.compile("sgd", "mse");
    }

    @Test
    void aCallbackServesOneRun() {
        Callback shared = new Callback() {
            @Override
            public void onEpochEnd(int epoch, Map<String, Double> logs) {
                Model other = network();
                assertThrows(
                        CornetException.class,
                        () -> other.fit(X, Y, new Fit().verbose(0).callbacks(this)));
                other.fit(X, Y, new Fit().verbose(0)); // the other model is free
                other.evaluate(X, Y, new Evaluate().callbacks(this));
                assertTrue(model() != other);
                String message = inAnotherThread(() -> other.evaluate(X, Y, new Evaluate().callbacks(this)));
                assertTrue(message.contains("serves a call of fit of " + model().describe()), message);
            }
        };
        Model model = network();
        model.fit(X, Y, new Fit().verbose(0).callbacks(shared, shared));
        assertEquals(model, shared.model());
        network().fit(X, Y, new Fit().verbose(0).callbacks(shared));
        assertFalse(model == shared.model());
    }

    @Test
    void objectsMayBeShared() {
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
