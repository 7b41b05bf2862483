package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.layers.BasePooling2D;
import dev.cornet.layers.PoolingWindows;
import dev.cornet.losses.LossValues;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.FBetaScore;
import dev.cornet.metrics.FScore;
import dev.cornet.metrics.FluentMetric;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.MetricState;
import dev.cornet.metrics.PredictionRows;
import dev.cornet.metrics.RunningMetric;
import dev.cornet.metrics.ThresholdCounts;
import dev.cornet.metrics.ThresholdMetric;
import dev.cornet.models.Compile;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.WeightUpdate;
import dev.cornet.optimizers.WholeWeightOptimizer;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.ActivationContract;
import dev.cornet.testing.InitializerContract;
import dev.cornet.testing.LossContract;
import dev.cornet.testing.MetricContract;
import dev.cornet.testing.OptimizerContract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Classes of users satisfy the contracts, gradient checks included. */
class ContractsTest {
    private static final Tensor TARGETS =
            Tensor.of(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {0, 1, 0}});
    private static final Tensor PREDICTIONS = Tensor.of(new float[][] {
        {0.5f, 0.3f, 0.2f},
        {0.1f, 0.6f, 0.3f},
        {0.25f, 0.4f, 0.35f},
        {0.3f, 0.45f, 0.25f},
        {0.2f, 0.7f, 0.1f},
        {0.4f, 0.35f, 0.25f}
    });

    private static final Tensor LOGITS = Tensor.of(new float[][] {
        {0.5f, -1.3f, 2.2f},
        {-3.1f, 0.6f, 0.3f},
        {0.25f, 1.4f, -0.35f},
        {5.3f, 0.45f, -0.25f},
        {0.2f, -4.7f, 0.1f},
        {1, 0, -1}
    });

    @Test
    void losses() {
        LossContract.check(new FocalLoss(0.5, 1.5), TARGETS, PREDICTIONS);
        LossContract.check(new Dice(), TARGETS, PREDICTIONS);
        LossContract.check(new SampleDice(), TARGETS, PREDICTIONS);
        LossContract.check(new Tversky(0.3, 0.9), TARGETS, PREDICTIONS);
        LossContract.check(new FocalLossOnLogits().gamma(1.5), TARGETS, LOGITS);
        LossContract.check(new BinaryFocalOnLogits().gamma(1.5), TARGETS, LOGITS);
        LossContract.check(new AsymmetricLoss().gammas(1.5, 3), TARGETS, LOGITS);
        Tensor labels = Tensor.of(new int[] {0, 1, 0, 1, 1, 2}, 6, 1);
        LossContract.check(new TripletLoss().margin(0.5), labels, PREDICTIONS);
    }

    @Test
    void aSampleWithoutPartnersDoesNotCountInTheTripletLoss() {
        Tensor labels = Tensor.of(new int[] {0, 1, 0}, 3, 1);
        Tensor embeddings = Tensor.of(new float[][] {{0, 0}, {1, 0}, {0, 2}});
        LossValues values = new TripletLoss().evaluate(labels, embeddings);
        assertEquals(4, values.get(0)); // 1 + 4 − 1
        assertEquals(0, values.get(2)); // 1 + 4 − 5
        assertTrue(values.counts(0) && !values.counts(1) && values.counts(2));
    }

    static List<Metric> metrics() {
        return List.of(new MeanIoU().numClasses(3), new MacroF1(), new Kappa(), new Matthews().numClasses(3));
    }

    @ParameterizedTest
    @MethodSource
    void metrics(Metric metric) {
        MetricContract.check(metric, TARGETS, PREDICTIONS);
    }

    @Test
    void kappaAndCorrelationAreThoseOfTheHandExample() {
        RunningMetric matthews = new RunningMetric(new Matthews());
        matthews.update(column(20, 10, 5, 15, true), column(20, 10, 5, 15, false));
        assertEquals(250 / Math.sqrt(25.0 * 25 * 30 * 20), matthews.result(), 1e-12); // (20·15 − 10·5)/√(25·25·30·20)
        RunningMetric kappa = new RunningMetric(new Kappa()); // 20 and 15 of 50 are right, 10 and 5 wrong
        kappa.update(column(20, 10, 5, 15, true), column(20, 10, 5, 15, false));
        assertEquals(0.4, kappa.result(), 1e-12); // (0.7 − 0.5)/(1 − 0.5): 0.5 = 0.6·0.5 + 0.4·0.5
    }

    /** Targets, or predicted probabilities, of a confusion matrix with rows (a, b) and (c, d). */
    private static Tensor column(int a, int b, int c, int d, boolean targets) {
        Tensor y = Tensor.zeros(a + b + c + d, 1);
        for (int r = 0; r < y.size(); r++) {
            boolean predictedOne = r >= a && r < a + b || r >= a + b + c;
            y.data()[r] = targets ? (r < a + b ? 0 : 1) : predictedOne ? 0.9f : 0.2f;
        }
        return y;
    }

    @Test
    void activation() {
        ActivationContract.check(Snake::new);
    }

    @Test
    void optimizers() {
        OptimizerContract.check(() -> new Lamb(0.02).betas(0.8, 0.9));
        OptimizerContract.check(() -> new Adafactor(0.05));
        OptimizerContract.check(() -> new Sam(0.1));
    }

    @Test
    void initializer() {
        InitializerContract.check(new SparseNormal().sparsity(0.25), Shape.of(5, 4));
        Tensor w = Tensor.zeros(40, 50);
        new SparseNormal().sparsity(0.25).fill(w, new RandomStream(3));
        int zeros = 0;
        double squares = 0;
        for (float value : w.data()) {
            zeros += value == 0 ? 1 : 0;
            squares += value * value;
        }
        assertEquals(500, zeros, 60); // ±3σ
        assertEquals(0.1, Math.sqrt(squares / (2000 - zeros)), 0.006);
    }

    private static final class Forgetful extends WholeWeightOptimizer<Forgetful> {
        Forgetful() {
            super(0.1);
        }

        @Override
        protected void updateWeight(WeightUpdate u) {
            u.slot("momentum");
        }
    }

    @Test
    void aSlotThatWasNotNamedIsRefused() {
        FreeOutput layer = new FreeOutput(Shape.of(2, 2));
        LayerAccess.buildOrCheck(layer, List.of(Shape.of(-1, 1)));
        String message = assertThrows(
                        CornetException.class,
                        () -> new Forgetful().apply(layer.variables(), List.of(Tensor.zeros(2, 2))))
                .getMessage();
        assertTrue(message.contains("forgetful: there is no slot \"momentum\", only []"), message);
    }

    /** An optimizer whose slots() lacks the slot that update uses. */
    private static final class ForgetfulSteps extends FluentOptimizer<ForgetfulSteps> {
        ForgetfulSteps() {
            super(0.1);
        }

        @Override
        protected Update update(float lr, long t) {
            return (w, g, s, from, to) -> s[0][from] = lr;
        }
    }

    @Test
    void aSlotOfAFluentOptimizerThatWasNotNamedIsRefused() {
        FreeOutput layer = new FreeOutput(Shape.of(2, 2));
        LayerAccess.buildOrCheck(layer, List.of(Shape.of(-1, 1)));
        String message = assertThrows(
                        OptionException.class,
                        () -> new ForgetfulSteps().apply(layer.variables(), List.of(Tensor.zeros(2, 2))))
                .getMessage();
        assertTrue(message.startsWith("forgetful_steps: update reads outside an array: Index 0 "), message);
        assertTrue(message.contains("slots() returns 0 names, [], so s has 0 slots. Let slots() return"), message);
        assertEquals( // the slot of the average is not one of update
                message,
                assertThrows(
                                OptionException.class,
                                () -> new ForgetfulSteps()
                                        .useEma(true)
                                        .apply(layer.variables(), List.of(Tensor.zeros(2, 2))))
                        .getMessage());
    }

    /** A pooling layer whose constructor without arguments leaves no pool size. */
    private static final class SizelessPooling extends BasePooling2D<SizelessPooling> {
        @Override
        protected Output pool(PoolingWindows windows, Tensor x, Pass pass) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aConstructorThatLeavesInvalidOptionsIsRefused() {
        String message = assertThrows(OptionException.class, () -> Cornet.register(SizelessPooling.class))
                .getMessage();
        assertTrue(message.startsWith("SizelessPooling cannot be made: "), message);
        assertTrue(
                message.endsWith("got []. The constructor without arguments must leave valid options: let it call super"
                        + " with valid values, as super(2) is for a pool size."),
                message);
    }

    @Test
    void onlyClassNumbersOfTheMetricAreClasses() {
        PredictionRows rows = new PredictionRows("mean_io_u", Tensor.zeros(3, 1), null);
        assertArrayEquals(new int[] {0, 2, 1}, rows.classes(Tensor.of(new float[][] {{0}, {2}, {1}})));
        for (float wrong : new float[] {0.9f, -1, Float.NaN, Float.POSITIVE_INFINITY, 3e9f}) {
            Tensor y = Tensor.of(new float[][] {{0}, {wrong}, {1}});
            assertEquals(
                    "mean_io_u: expected class numbers (0, 1, 2, …) or a row of one value for each class, got " + wrong
                            + " in row 1 of shape (3, 1). Make class numbers of probabilities first: p > 0.5 ? 1 : 0.",
                    assertThrows(DataException.class, () -> rows.classes(y)).getMessage());
        }
        assertEquals(
                "mean_io_u: expected class numbers below 2, its number of classes, got 2 in row 1 of shape (3, 1). Give the"
                        + " metric at least 3 classes.",
                assertThrows(DataException.class, () -> rows.classes(Tensor.of(new float[][] {{0}, {2}, {1}}), 2))
                        .getMessage());
    }

    /** The largest error, which is no sum. */
    private static final class MaxError extends FluentMetric<MaxError> {
        @Override
        public MetricState newState() {
            return new MetricState(1);
        }

        @Override
        public void update(MetricState state, Tensor yTrue, Tensor yPred, Tensor weight) {
            PredictionRows rows = new PredictionRows(name(), yPred, weight);
            for (int i = 0; i < yPred.size(); i++) {
                double error = Math.abs(yPred.data()[yPred.offset() + i] - yTrue.data()[yTrue.offset() + i]);
                boolean counts = rows.weight(i / rows.columns()) > 0;
                state.set(0, Math.max(state.get(0), counts ? error : 0));
            }
        }

        @Override
        public MetricState merge(MetricState a, MetricState b) {
            return MetricState.of(Math.max(a.get(0), b.get(0)));
        }

        @Override
        public double result(MetricState state) {
            return state.get(0);
        }

        @Override
        public Direction direction() {
            return Direction.MINIMIZE;
        }
    }

    @Test
    void aMetricMayHoldAMaximum() {
        MetricContract.check(new MaxError(), TARGETS, PREDICTIONS);
    }

    /** True negatives of all negative labels, at each threshold. */
    private static final class Specificity extends ThresholdMetric<Specificity> {
        @Override
        protected double value(ThresholdCounts counts, int threshold) {
            double tn = counts.trueNegatives(threshold);
            return ratio(tn, tn + counts.falsePositives(threshold));
        }
    }

    @Test
    void aMetricMayUseCountsAtThresholds() {
        MetricContract.check(new Specificity().thresholds(0.25, 0.5), TARGETS, PREDICTIONS);
        RunningMetric specificity = new RunningMetric(new Specificity().thresholds(0.25, 0.5));
        specificity.update(TARGETS, PREDICTIONS);
        assertArrayEquals(new double[] {6 / 12.0, 11 / 12.0}, specificity.results());
        assertEquals("specificity", specificity.metric().name());
    }

    /** F-score with β = ½. */
    private static final class FHalf extends FScore<FHalf> {
        @Override
        protected Double fixedThreshold() {
            return null;
        }

        @Override
        protected double betaValue() {
            return 0.5;
        }
    }

    @Test
    void aMetricMayBeAnFScore() {
        RunningMetric half = new RunningMetric(new FHalf().average("macro"));
        RunningMetric expected = new RunningMetric(new FBetaScore().beta(0.5).average("macro"));
        half.update(TARGETS, PREDICTIONS);
        expected.update(TARGETS, PREDICTIONS);
        assertEquals(expected.result(), half.result());
    }

    @Test
    void aLossInThePlaceOfAMetricIsRefused() {
        String message = assertThrows(CornetException.class, () -> new Compile("sgd", new Dice()).metrics(new Dice()))
                .getMessage();
        assertTrue(message.startsWith("compile: expected a metric") && message.contains("got the loss Dice"), message);
    }
}
