package dev.cornet.graph;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.data.Batch;
import dev.cornet.graph.TestOperations.AddScaled;
import dev.cornet.graph.TestOperations.Constant;
import dev.cornet.graph.TestOperations.Counted;
import dev.cornet.graph.TestOperations.Join;
import dev.cornet.graph.TestOperations.Mean;
import dev.cornet.graph.TestOperations.Split;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Dropout;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.Input;
import dev.cornet.layers.Softmax;
import dev.cornet.models.Model;
import dev.cornet.nn.Call;
import dev.cornet.nn.Node;
import dev.cornet.nn.Outputs;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.ValueKind;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations and layers on values that are the rows of the batch, the same for all batches, or dependent on the whole batch. */
class ValueKindsTest {
    private static final int ROWS = 40;

    private final int threads = Cornet.threads();

    @AfterEach
    void restoreThreads() {
        Cornet.threads(threads);
    }

    /** Steps that compute enough values per sample to be run in slices. */
    private static Symbol wide(Symbol x, String name) {
        return x.then(new Dense(1200).named(name))
                .then(new Activation("tanh").named(name + "_tanh"))
                .then(new Dense(8).named(name + "_out"));
    }

    private static Plan plan(Model model) {
        return PlanBuilder.plan(model.graph());
    }

    /** Whether the steps that read a value of the given kind run in slices in a training step. */
    private static boolean isReadInSlices(Model model, ValueKind kind) {
        Plan plan = plan(model);
        for (Segment segment : TestOperations.trainingPartition(plan, ROWS).segments()) {
            for (int v : segment.imports()) {
                if (!segment.isWholeBatch() && plan.value(v).kind() == kind) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The gradients of one training step, as the change of the weights by SGD with rate 1. */
    private static List<float[]> gradients(Model model, List<Tensor> xs, Tensor y) {
        List<Tensor> start = model.getWeights();
        model.compile(new SGD(1), "mse");
        model.trainOnBatch(new Batch(xs, List.of(y), List.of()));
        List<Tensor> trained = model.getWeights();
        model.setWeights(start);
        List<float[]> gradients = new ArrayList<>();
        for (int w = 0; w < start.size(); w++) {
            float[] gradient = start.get(w).toArray();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] -= trained.get(w).data()[trained.get(w).offset() + i];
            }
            gradients.add(gradient);
        }
        return gradients;
    }

    private static void assertSame(List<float[]> expected, List<float[]> actual, double tolerance) {
        assertEquals(expected.size(), actual.size());
        for (int w = 0; w < expected.size(); w++) {
            double largest = 0;
            for (float g : expected.get(w)) {
                largest = Math.max(largest, Math.abs(g));
            }
            for (int i = 0; i < expected.get(w).length; i++) {
                assertEquals(
                        expected.get(w)[i],
                        actual.get(w)[i],
                        tolerance * Math.max(largest, 1e-3) + 1.2e-7, // the weights are rounded
                        "weight " + w + ", " + i);
            }
        }
    }

    /** Three steps on one thread and on three give the same bits. */
    private static void assertSameBitsOnAnyThreads(Model model, List<Tensor> xs, Tensor y) {
        List<Tensor> start = model.getWeights();
        List<List<Tensor>> results = new ArrayList<>();
        for (int n : new int[] {1, 3}) {
            Cornet.threads(n);
            model.setWeights(start);
            model.compile(new SGD(0.1), "mse");
            for (int step = 0; step < 3; step++) {
                model.trainOnBatch(new Batch(xs, List.of(y), List.of()));
            }
            results.add(model.getWeights());
        }
        model.setWeights(start);
        for (int w = 0; w < start.size(); w++) {
            assertArrayEquals(
                    results.get(0).get(w).toArray(), results.get(1).get(w).toArray(), "weight " + w);
        }
    }

    /** y = x − mean(x): the loss mean((x − m − t)²) has the gradient 2·(e − mean(e))/n with e = x − m − t. */
    @Test
    void subtractsTheMeanOfTheBatch() {
        Symbol in = Input.of(2);
        Symbol x = in.then(new Dense(2).useBias(false).named("w"));
        Symbol mean = new Mean().of(x);
        assertEquals(ValueKind.WHOLE, mean.value().kind());
        Model model = new Model(in, new AddScaled(-1).of(x, mean));
        model.setWeights(List.of(Tensor.of(new float[][] {{1, 0}, {0, 1}})));
        Tensor data = Tensor.of(new float[][] {{1, 2}, {3, 6}, {5, 1}, {7, 3}});
        assertArrayEquals(
                new float[] {-3, -1, -1, 3, 1, -2, 3, 0}, model.predict(data).toArray(), 1e-6f);
        // with targets 0: e = y, whose mean is 0, so dW = xᵀ·(2·y/8)
        float[] expected = new float[4];
        float[] y = {-3, -1, -1, 3, 1, -2, 3, 0};
        for (int r = 0; r < 4; r++) {
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 2; j++) {
                    expected[i * 2 + j] += data.data()[r * 2 + i] * 2 * y[r * 2 + j] / 8;
                }
            }
        }
        assertSame(List.of(expected), gradients(model, List.of(data), Tensor.zeros(4, 2)), 1e-6);
    }

    /** Slices before and after the mean, compared with the steps of the plan run one by one on the whole batch. */
    @Test
    void aMeanBetweenSlicesGivesTheGradientsOfTheWholeBatch() {
        Symbol in = Input.of(6);
        Symbol x = wide(in, "a");
        Model model = new Model(in, wide(new AddScaled(-1).of(x, new Mean().of(x)), "b"));
        Tensor data = random(1, ROWS, 6);
        Tensor target = random(2, ROWS, 8);
        assertTrue(
                TestOperations.trainingPartition(plan(model), ROWS).segments().size() >= 3);
        assertSame(interpreted(model, data, target), gradients(model, List.of(data), target), 1e-5);
        assertSameBitsOnAnyThreads(model, List.of(data), target);
    }

    /** The gradients of mean squared error, by running the plan step by step on the whole batch. */
    private static List<float[]> interpreted(Model model, Tensor x, Tensor target) {
        Pass pass = Pass.training(0);
        Outputs run = GraphInterpreter.run(plan(model), List.of(x), pass);
        Tensor y = run.y(0);
        Tensor dy = Tensor.zeros(y.shape());
        for (int i = 0; i < dy.size(); i++) {
            dy.data()[i] = 2 * (y.data()[y.offset() + i] - target.data()[i]) / dy.size();
        }
        GradientAccumulators sums = new GradientAccumulators(plan(model).trainable(), Set.of());
        GradientAccumulators.PartialSum sum = sums.partialSum(0);
        sum.begin(false, null);
        run.backward(List.of(dy), sum);
        return sums.gradients().stream().map(Tensor::toArray).toList();
    }

    /** A causal mask (T, T) of large negative numbers, added to scores (batch, T, T) in slices. */
    @Test
    void aSharedMaskIsAddedToTheScoresOfEachSlice() {
        int t = 30;
        Tensor causal = Tensor.zeros(t, t);
        for (int i = 0; i < t; i++) {
            for (int j = i + 1; j < t; j++) {
                causal.set(-1e9f, i, j);
            }
        }
        Symbol mask = new Constant(causal).of();
        assertEquals(ValueKind.SHARED, mask.value().kind());
        assertEquals(Shape.of(t, t), mask.shape());
        Symbol in = Input.of(t, 4);
        Symbol scores = in.then(new Dense(t).named("scores"));
        Symbol probabilities = new AddScaled(1).of(scores, mask).then(new Softmax());
        Model model = new Model(in, probabilities);
        assertTrue(isReadInSlices(model, ValueKind.SHARED));
        Tensor x = random(3, ROWS, t, 4);
        Tensor p = model.predict(x, ROWS);
        for (int r = 0; r < ROWS; r++) {
            for (int i = 0; i < t; i++) {
                double sum = 0;
                for (int j = 0; j < t; j++) {
                    double pij = p.get(r, i, j);
                    assertTrue(j <= i ? pij > 0 : pij == 0, "row " + i + ", column " + j);
                    sum += pij;
                }
                assertEquals(1, sum, 1e-5);
            }
        }
        Tensor target = random(4, ROWS, t, t);
        assertSame(interpreted(model, x, target), gradients(model, List.of(x), target), 1e-5);
        assertSameBitsOnAnyThreads(model, List.of(x), target);
    }

    /** Learned positions: an Embedding of the constants 0 … T−1, against an Embedding of an input that repeats them in each row. */
    @Test
    void aLayerOnASharedValueLearnsFromAllSlices() {
        int t = 20;
        Tensor range = Tensor.zeros(t);
        for (int i = 0; i < t; i++) {
            range.data()[i] = i;
        }
        Symbol in = Input.of(t, 60);
        Symbol numbers = Input.of(t);
        Embedding embedding = new Embedding(t, 60);
        Symbol shared = new Constant(range).of().then(embedding);
        assertEquals(Shape.of(t, 60), shared.shape());
        assertEquals(ValueKind.SHARED, shared.value().kind());
        Dense dense = new Dense(60);
        Model formula =
                new Model(in, new AddScaled(1).of(in.then(dense), shared).then(new Activation("tanh")));
        Model reference = new Model(
                List.of(in, numbers),
                List.of(new Add().of(in.then(dense), numbers.then(embedding)).then(new Activation("tanh"))));
        assertTrue(isReadInSlices(formula, ValueKind.SHARED));
        Tensor x = random(5, ROWS, t, 60);
        Tensor repeated = Tensor.zeros(ROWS, t);
        for (int i = 0; i < repeated.size(); i++) {
            repeated.data()[i] = i % t;
        }
        assertArrayEquals(
                reference.predict(List.of(x, repeated), ROWS).get(0).toArray(),
                formula.predict(x, ROWS).toArray(),
                1e-6f);
        Tensor target = random(6, ROWS, t, 60);
        List<float[]> expected = gradients(reference, List.of(x, repeated), target);
        List<float[]> actual = gradients(formula, List.of(x), target);
        // each model lists its layers by depth, so the two weights of Dense and the one of Embedding are compared by
        // size
        for (float[] gradient : actual) {
            float[] same = expected.stream()
                    .filter(other -> other.length == gradient.length)
                    .findFirst()
                    .orElseThrow();
            assertSame(List.of(same), List.of(gradient), 1e-5);
        }
        assertSameBitsOnAnyThreads(formula, List.of(x), target);
    }

    @Test
    void aSharedStepRunsOncePerBatch() {
        int[] calls = new int[2];
        Symbol in = Input.of(30, 40);
        Symbol positions =
                new Counted(calls).of(new Constant(random(7, 30)).of().then(new Embedding(2, 40)));
        Symbol sum = new AddScaled(1).of(in.then(new Dense(40)), positions);
        Model model = new Model(in, sum.then(new Activation("tanh")));
        assertTrue(isReadInSlices(model, ValueKind.SHARED));
        model.compile(new SGD(0.1), "mse");
        model.trainOnBatch(random(8, ROWS, 30, 40), random(9, ROWS, 30, 40));
        assertArrayEquals(new int[] {1, 1}, calls);
        model.predict(random(8, ROWS, 30, 40), ROWS);
        assertArrayEquals(new int[] {2, 1}, calls);
    }

    @Test
    void aLargeSharedValueMakesItsReaderRunOnTheWholeBatch() {
        Symbol in = Input.of(300, 300);
        Symbol big = new Constant(random(10, 300, 300)).of();
        Model model = new Model(in, new AddScaled(1).of(in.then(new Activation("tanh")), big));
        assertTrue(!isReadInSlices(model, ValueKind.SHARED));
        assertEquals(
                Shape.of(3, 300, 300), model.predict(random(11, 3, 300, 300)).shape());
    }

    /** Two batches joined on axis 0, sent through one network, and split again, against two calls of the network. */
    @Test
    void layersTakeJoinedBatches() {
        Symbol a = Input.of(5);
        Symbol b = Input.of(5);
        Dense first = new Dense(1200);
        Dense second = new Dense(4);
        Symbol joined = new Join().of(a, b);
        assertEquals(ValueKind.WHOLE, joined.value().kind());
        List<Symbol> split = Node.apply(
                        new Split(),
                        List.of(joined.then(first).then(new Activation("tanh")).then(second)))
                .outputs();
        Model model = new Model(List.of(a, b), List.of(new AddScaled(2).of(split.get(0), split.get(1))));
        Symbol two = new AddScaled(2)
                .of(
                        a.then(first).then(new Activation("tanh")).then(second),
                        b.then(first).then(new Activation("tanh")).then(second));
        Model reference = new Model(List.of(a, b), List.of(two));
        List<Tensor> xs = List.of(random(12, ROWS, 5), random(13, ROWS, 5));
        assertArrayEquals(
                reference.predict(xs, ROWS).get(0).toArray(),
                model.predict(xs, ROWS).get(0).toArray(),
                1e-6f);
        Tensor target = random(14, ROWS, 4);
        assertSame(gradients(reference, xs, target), gradients(model, xs, target), 1e-5);
        assertSameBitsOnAnyThreads(model, xs, target);
    }

    /** A model as a layer on values of other kinds. */
    @Test
    void modelsTakeJoinedBatchesAndSharedValues() {
        Symbol inner = Input.of(5);
        Model network = new Model(inner, inner.then(new Dense(6)).then(new Activation("tanh")));
        Symbol a = Input.of(5);
        Symbol b = Input.of(5);
        Symbol joined = new Join().of(a, b).then(network);
        assertEquals(ValueKind.WHOLE, joined.value().kind());
        List<Symbol> split = Node.apply(new Split(), List.of(joined)).outputs();
        Symbol shared = new Constant(random(15, 1, 5)).of().then(network);
        assertEquals(ValueKind.SHARED, shared.value().kind());
        Model model = new Model(List.of(a, b), List.of(new AddScaled(1).of(split.get(1), shared)));
        Tensor x = random(16, 7, 5);
        Tensor y = random(17, 7, 5);
        float[] expected = network.predict(y).toArray();
        float[] added = network.predict(random(15, 1, 5)).toArray();
        for (int i = 0; i < expected.length; i++) {
            expected[i] += added[i % 6];
        }
        assertArrayEquals(expected, model.predict(List.of(x, y), 7).get(0).toArray(), 1e-6f);
    }

    /** A dropout that is active in predictions, on a value that is the same for all rows: drawn once for all slices. */
    @Test
    void dropoutOnASharedValueIsTheSameInEachSlice() {
        Symbol in = Input.of(30, 40);
        Tensor ones = Tensor.zeros(30, 40);
        Arrays.fill(ones.data(), 1);
        Symbol drawn = new Constant(ones).of().then(new Dropout(0.5), Call.training(true));
        Symbol sum = new AddScaled(1).of(in.then(new Dense(40)), drawn);
        Model model = new Model(in, sum.then(new Activation("linear")));
        assertTrue(isReadInSlices(model, ValueKind.SHARED));
        Tensor y = model.predict(Tensor.zeros(ROWS, 30, 40), ROWS);
        int kept = 0;
        for (int i = 0; i < 1200; i++) {
            float value = y.data()[i];
            assertTrue(value == 0 || value == 2, "value " + i + ": " + value);
            kept += value == 2 ? 1 : 0;
            for (int r = 1; r < ROWS; r++) {
                assertEquals(value, y.data()[r * 1200 + i], "row " + r + ", value " + i);
            }
        }
        assertEquals(600, kept, 100);
    }
}
