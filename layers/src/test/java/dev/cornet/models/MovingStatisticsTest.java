package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.data.Batch;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.Subtract;
import dev.cornet.layers.TimeDistributed;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Merge;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.PlacedUpdate;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LayerRun;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The moving statistics of a layer that is called several times are updated by each call, in the order in which Keras 3.15.1 runs the
 * calls. Expected numbers are those of Keras; by hand: m ← ½·m + ½·batch from mean 0 and variance 1.
 */
class MovingStatisticsTest {
    private static final Tensor LEFT = column(0, 2);
    private static final Tensor RIGHT = column(10, 14);

    private static Tensor column(float... values) {
        return Tensor.wrap(values, Shape.of(values.length, 1));
    }

    private static BatchNormalization norm() {
        return new BatchNormalization().momentum(0.5);
    }

    private static void assertMoved(Layer layer, double mean, double variance) {
        List<Tensor> weights = layer.getWeights();
        int n = weights.size();
        assertEquals(mean, weights.get(n - 2).get(0), 1e-5, "moving mean");
        assertEquals(variance, weights.get(n - 1).get(0), 1e-5, "moving variance");
    }

    private static void train(Layer shared, @Nullable Merge<?> merge, boolean swapped) {
        Symbol a = Input.of(1);
        Symbol b = Input.of(1);
        List<Symbol> ys = List.of(a.then(shared), b.then(shared));
        List<Symbol> outputs = merge == null ? ys : List.of(merge.of(ys.get(swapped ? 1 : 0), ys.get(swapped ? 0 : 1)));
        Model model = new Model(List.of(a, b), outputs);
        model.compile(new SGD(0), "mse");
        model.trainOnBatch(new Batch(
                List.of(LEFT, RIGHT), outputs.stream().map(y -> column(0, 0)).toList(), List.of()));
    }

    @Test
    void bothCallsOfALayerUpdateThem() {
        BatchNormalization norm = norm();
        train(norm, new Add(), false);
        assertMoved(norm, 6.25, 2.5); // 0 → .5 → 6.25, 1 → 1 → 2.5
    }

    @Test
    void theOrderIsThatOfTheInputsOfTheMerge() {
        BatchNormalization norm = norm();
        train(norm, new Subtract(), true);
        assertMoved(norm, 3.5, 1.75); // 0 → 6 → 3.5, 1 → 2.5 → 1.75
    }

    @Test
    void theLastOfSeveralOutputsIsFirst() {
        BatchNormalization norm = norm();
        train(norm, null, false);
        assertMoved(norm, 3.5, 1.75);
    }

    @Test
    void bothCallsOfAModelUpdateThem() {
        Model shared = new Sequential(norm().inputShape(1));
        train(shared, new Add(), false);
        assertMoved(shared, 6.25, 2.5);
    }

    @Test
    void aLayerMayBeAppliedToItsOwnOutput() {
        BatchNormalization norm = norm();
        Symbol in = Input.of(1);
        Model model = new Model(in, in.then(norm).then(norm));
        model.compile(new SGD(1), "mse");
        model.trainOnBatch(LEFT, column(1, 2));
        assertMoved(norm, 0.25, 0.9995005);
        assertEquals(3, norm.getWeights().get(1).get(0), 1e-6);
    }

    // ---- TimeDistributed: each time step separately

    private static final Tensor SEQUENCES = Tensor.wrap(new float[] {0, 10, 2, 14}, Shape.of(2, 2, 1));

    private static void trainSteps(TimeDistributed steps) {
        Symbol in = Input.of(2, 1);
        Model model = new Model(in, in.then(steps));
        model.compile(new SGD(1), "mse");
        Tensor y = Tensor.wrap(new float[] {1, 2, 0, -1}, Shape.of(2, 2, 1));
        assertEquals(4.4989386, model.trainOnBatch(SEQUENCES, y).loss(), 1e-5);
        assertMoved(steps, 6.25, 2.5);
    }

    @Test
    void timeDistributedNormalisesEachStepSeparately() {
        TimeDistributed steps = new TimeDistributed(norm());
        trainSteps(steps);
        assertArrayEquals(new float[] {-2.998314f}, steps.getWeights().get(0).toArray(), 1e-5f);
        assertArrayEquals(new float[] {1}, steps.getWeights().get(1).toArray(), 1e-5f);
    }

    @Test
    void aModelInTimeDistributedNormalisesEachStepSeparately() {
        TimeDistributed steps = new TimeDistributed(
                new Sequential(new Dense(1).kernelInitializer("ones").inputShape(1), norm()));
        trainSteps(steps);
        assertArrayEquals(new float[] {-2.998314f}, steps.getWeights().get(2).toArray(), 1e-5f);
    }

    @Test
    void maskedRowsOfAStepDoNotCount() {
        assertSteps(new float[] {1, 1, 1, 0}, new float[] {-0.9995004f, 0, 0.9995004f, 126.49112f}, 5.25, 0.5);
        assertSteps(new float[] {0, 1, 0, 1}, new float[] {0, -0.99987507f, 63.245548f, 0.99987507f}, 6, 2.25);
    }

    private static void assertSteps(float[] mask, float[] y, double mean, double variance) {
        TimeDistributed steps = new TimeDistributed(norm());
        LayerAccess.buildOrCheck(steps, List.of(Shape.of(-1, 2, 1)));
        LayerRun run = LayerRun.forward(steps, List.of(SEQUENCES), List.of(Tensor.wrap(mask, Shape.of(2, 2))), true);
        assertArrayEquals(y, run.y().toArray(), 1e-4f);
        run.updates().forEach(PlacedUpdate::commit);
        assertMoved(steps, mean, variance);
    }

    @Test
    void aFrozenLayerNormalisesByMovingStatistics() {
        TimeDistributed steps = new TimeDistributed(norm());
        LayerAccess.buildOrCheck(steps, List.of(Shape.of(-1, 2, 1)));
        steps.trainable(false);
        LayerRun run = LayerRun.forward(steps, List.of(SEQUENCES), true);
        assertTrue(run.updates().isEmpty());
        double unit = Math.sqrt(1 + 1e-3);
        assertArrayEquals(
                new float[] {0, (float) (10 / unit), (float) (2 / unit), (float) (14 / unit)},
                run.y().toArray(),
                1e-5f);
    }

    // ---- errors for authors of layers

    /** A layer with two states of one value each; it updates them and returns its input. */
    private abstract static class WithTwoStates<L extends UnaryLayer<L>> extends UnaryLayer<L> {
        private @Nullable Variable mean;
        private @Nullable Variable variance;

        @Override
        protected void build(Shape in) {
            mean = nonTrainableWeight("mean", Shape.of(1), new Zeros());
            variance = nonTrainableWeight("variance", Shape.of(1), new Zeros());
        }

        abstract void update(Variable m, Variable v, Tensor x, Pass pass);

        @Override
        protected Output forward(Tensor x, Pass pass) {
            update(Objects.requireNonNull(mean), Objects.requireNonNull(variance), x, pass);
            return new Output(x, (dy, grads) -> dy);
        }
    }

    /** A layer that averages the mean and the variance of all values of its input, though it may be run on slices of the batch. */
    private static final class Averaging extends WithTwoStates<Averaging> {
        private final int size;

        Averaging(int size) {
            this.size = size;
        }

        @Override
        void update(Variable mean, Variable variance, Tensor x, Pass pass) {
            double[] counts = new double[size];
            double[] mu = new double[size];
            double[] sigma2 = new double[size];
            Arrays.fill(counts, x.size());
            for (int i = 0; i < x.size(); i++) {
                mu[0] += x.data()[x.offset() + i] / (double) x.size();
            }
            for (int i = 0; i < x.size(); i++) {
                sigma2[0] += Math.pow(x.data()[x.offset() + i] - mu[0], 2) / x.size();
            }
            pass.update(mean, StateUpdate.movingMean(counts, mu, 0.5));
            pass.update(variance, StateUpdate.movingVariance(counts, mu, sigma2, 0.5));
        }
    }

    /** The numbers 0 … n−1 have the mean (n − 1)/2 and the variance (n² − 1)/12. Two calls move the average twice. */
    @Test
    void statisticsOfSlicesAreMerged() {
        int rows = 40;
        int columns = 3_000;
        Averaging layer = new Averaging(1);
        Symbol in = Input.of(columns);
        Model model =
                new Model(in, in.then(layer).then(new Dense(2).trainable(false)).then(new Flatten()));
        Symbol second = Input.of(columns);
        Averaging twice = new Averaging(1);
        Model two = new Model(second, second.then(twice).then(twice));
        Tensor x = Tensor.zeros(rows, columns);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = i;
        }
        double n = x.size();
        model.compile(new SGD(1), "mse");
        model.trainOnBatch(x, Tensor.zeros(rows, 2));
        two.compile(new SGD(1), "mse");
        two.trainOnBatch(x, x);
        for (int w = 0; w < 2; w++) {
            double statistic = w == 0 ? (n - 1) / 2 : (n * n - 1) / 12;
            assertEquals(0.5 * statistic, layer.variables().get(w).value().get(0), 1e-6 * statistic);
            assertEquals(0.75 * statistic, twice.variables().get(w).value().get(0), 1e-6 * statistic);
        }
    }

    /** A layer that sets its state to the sum of its rows, which differs from slice to slice. */
    private static final class Summing extends UnaryLayer<Summing> {
        private @Nullable Variable sum;

        @Override
        protected void build(Shape in) {
            sum = nonTrainableWeight("sum", Shape.of(1), new Zeros());
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            float total = 0;
            for (int i = 0; i < x.size(); i++) {
                total += x.data()[x.offset() + i];
            }
            pass.assignAfterStep(Objects.requireNonNull(sum), Tensor.of(new float[] {total}, 1));
            return new Output(x, (dy, grads) -> dy);
        }
    }

    @Test
    void differentValuesOfSlicesAreRefusedByName() {
        Symbol in = Input.of(3_000);
        Model model = new Model(in, in.then(new Summing().named("total")).then(new Averaging(1)));
        model.compile(new SGD(1), "mse");
        Tensor x = Tensor.zeros(40, 3_000);
        x.set(1, 7, 7);
        CornetException refused = assertThrows(CornetException.class, () -> model.trainOnBatch(x, x));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("total/sum: "), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains("rowUse"), refused::getMessage);
    }

    /** A layer whose slices after the first request the updates of its two states in the opposite order, or none. */
    private static final class Uneven extends WithTwoStates<Uneven> {
        private final boolean skips;

        Uneven(boolean skips) {
            this.skips = skips;
        }

        @Override
        void update(Variable a, Variable b, Tensor x, Pass pass) {
            boolean isLater = pass.firstRow() > 0;
            double[] n = {x.shape().dim(0)};
            if (isLater && skips) {
                return;
            }
            StateUpdate one = StateUpdate.movingMean(n, new double[] {1}, 0);
            StateUpdate two = StateUpdate.movingMean(n, new double[] {2}, 0);
            pass.update(isLater ? a : b, isLater ? one : two);
            pass.update(isLater ? b : a, isLater ? two : one);
        }
    }

    @Test
    void updatesOfOneStateAreMergedWhateverTheirOrderAmongOthers() {
        Symbol in = Input.of(3_000);
        Uneven layer = new Uneven(false);
        Model model = new Model(in, in.then(layer).then(new Averaging(1)));
        model.compile(new SGD(1), "mse");
        Tensor x = Tensor.zeros(40, 3_000);
        model.trainOnBatch(x, x);
        assertEquals(1, layer.variables().get(0).value().get(0));
        assertEquals(2, layer.variables().get(1).value().get(0));
        Symbol other = Input.of(3_000);
        Model skipping =
                new Model(other, other.then(new Uneven(true).named("some")).then(new Averaging(1)));
        skipping.compile(new SGD(1), "mse");
        CornetException refused = assertThrows(CornetException.class, () -> skipping.trainOnBatch(x, x));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("some/"), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains("RowUse.MIXES"), refused::getMessage);
    }

    @Test
    void aStatisticOfAnotherSizeIsRefusedByName() {
        Symbol in = Input.of(2);
        Model model = new Model(in, in.then(new Averaging(3).named("odd")));
        model.compile(new SGD(1), "mse");
        Tensor x = Tensor.zeros(1, 2);
        ShapeException refused = assertThrows(ShapeException.class, () -> model.trainOnBatch(x, x));
        assertEquals("odd/mean: the state has shape (1), but its new value has 3 values.", refused.getMessage());
    }

    /**
     * Loss and gradients of the batch are finite, but its variance overflows float32, so the moving variance would be infinite for ever.
     */
    @Test
    void aStepWithInfiniteStatisticsIsRefused() {
        Model model = new Sequential(new BatchNormalization().inputShape(1), new Dense(1));
        model.compile(new SGD(0.1), "mse");
        Tensor y = Tensor.of(new float[] {1, 2}, 2, 1);
        model.trainOnBatch(Tensor.of(new float[] {1, 3}, 2, 1), y);
        List<Tensor> before = model.getWeights();
        String message = assertThrows(
                        DataException.class, () -> model.trainOnBatch(Tensor.of(new float[] {1, 3e21f}, 2, 1), y))
                .getMessage();
        assertTrue(
                message.contains("but the new value of batch_normalization/moving_variance holds NaN or infinity"),
                message);
        for (int i = 0; i < before.size(); i++) {
            assertArrayEquals(before.get(i).toArray(), model.getWeights().get(i).toArray());
        }
        assertEquals(1, model.optimizer().steps());
    }

    @Test
    void sampleWeightsThatAreNotFiniteAreNamed() {
        Model model = new Sequential(new Dense(1).inputShape(1));
        model.compile(new SGD(0.1), "mse");
        Tensor x = Tensor.of(new float[] {1, 3}, 2, 1);
        Tensor weights = Tensor.of(new float[] {1, Float.NaN}, 2);
        String message = assertThrows(DataException.class, () -> model.trainOnBatch(x, x, weights))
                .getMessage();
        assertTrue(message.contains("Sample weight 0 of this batch holds NaN or infinity"), message);
    }
}
