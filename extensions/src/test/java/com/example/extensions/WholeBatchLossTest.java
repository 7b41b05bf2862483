package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Input;
import dev.cornet.layers.Masking;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.losses.CategoricalCrossentropy;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossRow;
import dev.cornet.losses.LossValues;
import dev.cornet.losses.MeanSquaredError;
import dev.cornet.losses.RowLoss;
import dev.cornet.models.Compile;
import dev.cornet.models.Evaluate;
import dev.cornet.models.Fit;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.LossContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loss that is computed from several rows in fit, evaluate and metrics, with weights, masks, slices and several outputs. */
class WholeBatchLossTest {
    private final int threads = Cornet.threads();

    @AfterEach
    void restoreThreads() {
        Cornet.threads(threads);
    }

    private static Tensor random(int seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) new RandomStream(seed).normal(i);
        }
        return x;
    }

    private static Tensor bits(int seed, int... dims) {
        Tensor x = random(seed, dims);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = x.data()[i] > 0 ? 1 : 0;
        }
        return x;
    }

    /** A network that is wide enough to run on slices of the batch. */
    private static Sequential sliced(String activation) {
        Cornet.setSeed(7);
        return new Sequential(new Dense(2100).inputShape(4).activation("tanh"), new Dense(3).activation(activation));
    }

    @Test
    void fitEvaluationValidationAndMetricAreTheSameNumber() {
        Sequential model = sliced("sigmoid");
        Tensor x = random(1, 50, 4);
        Tensor y = bits(2, 50, 3);
        model.compile(new SGD(1e-30), new Dice(), new DiceMetric());
        Fit fit = new Fit().batchSize(16).verbose(0).shuffle(false).validationData(x, y);
        Map<String, List<Double>> history = model.fit(x, y, fit).metrics();
        double loss = model.evaluate(x, y, 16).loss();
        for (String name : List.of("loss", "dice_metric", "val_loss", "val_dice_metric")) {
            assertEquals(loss, history.get(name).get(0), 1e-7, name);
        }
        double byHand = 0;
        for (int from = 0; from < 50; from += 16) {
            int to = Math.min(50, from + 16);
            byHand += (to - from)
                    * new Dice()
                            .evaluate(y.rows(from, to), model.predict(x.rows(from, to)))
                            .get(0);
        }
        assertEquals(byHand / 50, loss, 1e-7);
        assertTrue(
                Math.abs(model.evaluate(x, y, 50).loss() - loss) > 1e-6); // it depends on the batch size, as in Keras
    }

    @Test
    void theGradientOfASlicedNetworkIsThatOfTheBatch() {
        Tensor x = random(1, 40, 4);
        Tensor y = bits(2, 40, 3);
        Sequential model = sliced("sigmoid");
        model.compile(new SGD(1e-3), new Dice());
        List<Tensor> before = model.getWeights().stream().map(Tensor::copy).toList();
        double start = model.trainOnBatch(x, y).loss();
        double end = model.testOnBatch(x, y).loss();
        double squares = 0;
        for (int k = 0; k < before.size(); k++) {
            for (int i = 0; i < before.get(k).size(); i++) {
                double g = (before.get(k).data()[i] - model.getWeights().get(k).toArray()[i]) / 1e-3;
                squares += g * g;
            }
        }
        assertEquals(-1e-3 * squares, end - start, 2e-2 * 1e-3 * squares);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        Tensor x = random(1, 40, 4);
        Tensor y = bits(2, 40, 3);
        List<Tensor> expected = null;
        for (int count : new int[] {1, 2, 4}) {
            Cornet.threads(count);
            Sequential model = sliced("sigmoid");
            model.compile("adam", new Dice());
            model.fit(x, y, new Fit().batchSize(16).epochs(2).verbose(0));
            for (int k = 0; expected != null && k < expected.size(); k++) {
                assertArrayEquals(
                        expected.get(k).toArray(), model.getWeights().get(k).toArray());
            }
            expected = model.getWeights().stream().map(Tensor::copy).toList();
        }
    }

    @Test
    void itIsComputedFromLogitsIfItHasAVariant() {
        Tensor x = random(1, 40, 4);
        Tensor y = Tensor.zeros(40, 3);
        for (int r = 0; r < 40; r++) {
            y.set(1, r, r % 3);
        }
        LossContract.check(new BatchEntropy(), y.rows(0, 6), sliced("softmax").predict(x.rows(0, 6)));
        Sequential expected = sliced("softmax");
        expected.compile(new SGD(0.5), new CategoricalCrossentropy());
        Sequential model = sliced("softmax");
        model.compile(new SGD(0.5), new BatchEntropy());
        for (int step = 0; step < 3; step++) {
            assertEquals(
                    expected.trainOnBatch(x, y).loss(), model.trainOnBatch(x, y).loss(), 1e-5);
        }
        assertEquals(expected.evaluate(x, y).loss(), model.evaluate(x, y).loss(), 1e-5);
        Tensor far = x.copy();
        for (int i = 0; i < far.size(); i++) {
            far.data()[i] *= 100;
        }
        assertTrue(Double.isFinite(model.evaluate(far, y).loss())); // from probabilities of 0 it would be infinite
    }

    @Test
    void outputsMayHaveLossesOfBothKinds() {
        Symbol in = Input.of(4);
        Symbol hidden = in.then(new Dense(2100).activation("tanh"));
        Model model = new Model(
                List.of(in),
                List.of(
                        hidden.then(new Dense(3).activation("sigmoid").named("map")),
                        hidden.then(new Dense(1).named("value"))));
        model.compile(new Compile(new SGD(1e-3), List.of(new Dice(), new MeanSquaredError())).lossWeights(2, 0.5));
        Tensor x = random(1, 20, 4);
        List<Tensor> ys = List.of(bits(2, 20, 3), random(3, 20, 1));
        Map<String, Double> values =
                model.evaluate(List.of(x), ys, new Evaluate().verbose(0)).metrics();
        double dice = new Dice()
                .evaluate(ys.get(0), model.predict(List.of(x), 32).get(0))
                .get(0);
        assertEquals(dice, values.get("map_loss"), 1e-6);
        assertEquals(2 * dice + 0.5 * values.get("value_loss"), values.get("loss"), 1e-6);
        model.fit(List.of(x), ys, new Fit().epochs(20).verbose(0));
        assertTrue(model.evaluate(List.of(x), ys, new Evaluate().verbose(0)).loss() < values.get("loss"));
    }

    // ---- weights

    @Test
    void classWeightsWeighTheLossesOfSamples() {
        Tensor x = random(1, 20, 4);
        Tensor y = Tensor.zeros(20, 3);
        Tensor weight = Tensor.zeros(20);
        for (int r = 0; r < 20; r++) {
            y.set(1, r, r % 3);
            weight.data()[r] = r % 3 == 1 ? 5 : 1;
        }
        Sequential byClass = sliced("softmax");
        byClass.compile(new SGD(0.1), new SampleDice());
        byClass.fit(x, y, new Fit().verbose(0).classWeight(Map.of(1, 5.0)));
        Sequential bySample = sliced("softmax");
        bySample.compile(new SGD(0.1), new SampleDice());
        bySample.fit(x, y, new Fit().verbose(0).sampleWeight(weight));
        assertEquals(bySample.history().get("loss")[0], byClass.history().get("loss")[0]);
        assertArrayEquals(
                bySample.getWeights().get(0).toArray(),
                byClass.getWeights().get(0).toArray());
    }

    /** (pᵢ − pⱼ)² for each pair of samples. */
    private static final class Pairs extends FluentLoss<Pairs> {
        @Override
        public LossValues evaluate(Tensor yTrue, Tensor yPred) {
            int n = yPred.shape().dim(0);
            return LossValues.of(new double[n * (n - 1) / 2], (scale, dp) -> {});
        }
    }

    private static String refusal(Model model, Tensor x, Tensor y, Fit fit) {
        return assertThrows(CornetException.class, () -> model.fit(x, y, fit.verbose(0)))
                .getMessage();
    }

    @Test
    void weightsThatFitNoLossAreRefused() {
        Sequential model = sliced("sigmoid");
        model.compile(new SGD(0.1), new Pairs());
        Tensor x = random(1, 4, 4);
        Tensor y = bits(2, 4, 3);
        model.trainOnBatch(x, y);
        String message = refusal(model, x, y, new Fit().sampleWeight(Tensor.zeros(4)));
        assertEquals(
                "pairs: weights of shape (4) do not fit the 6 losses of a batch of 4 samples. Sample weights and class weights"
                        + " need one loss for the batch, or the same number of losses for each sample, in their order.",
                message);
        assertThrows(CornetException.class, () -> new PairsMetric().update(new PairsMetric().newState(), y, y, null));
    }

    private static final class PairsMetric extends dev.cornet.metrics.LossMetric<PairsMetric> {
        @Override
        protected FluentLoss<?> newLoss() {
            return new Pairs();
        }
    }

    // ---- masks

    private static Sequential masked() {
        Cornet.setSeed(8);
        return new Sequential(
                new Masking().inputShape(5, 2),
                new SimpleRNN(6).returnSequences(true),
                new Dense(3).activation("sigmoid"));
    }

    /** Sequences of 5 steps, of which the last r % 3 are masked. */
    private static Tensor sequences() {
        Tensor x = random(4, 8, 5, 2);
        for (int r = 0; r < 8; r++) {
            for (int step = 5 - r % 3; step < 5; step++) {
                x.set(0, r, step, 0);
                x.set(0, r, step, 1);
            }
        }
        return x;
    }

    @Test
    void aMaskIsRefusedByALossThatCannotLeaveOutSteps() {
        Sequential model = masked();
        model.compile(new SGD(0.1), new Dice());
        String expected =
                "dice: the output has a mask of shape (8, 5), but a batch has 1 loss only, each computed from values that"
                        + " the mask leaves out. Drop the mask before the output, or let the loss override evaluate(yTrue, yPred, mask).";
        assertEquals(expected, refusal(model, sequences(), bits(5, 8, 5, 3), new Fit()));
        String message = assertThrows(CornetException.class, () -> model.evaluate(sequences(), bits(5, 8, 5, 3)))
                .getMessage();
        assertEquals(expected, message);
    }

    @Test
    void aLossMayLeaveOutMaskedStepsItself() {
        Sequential model = masked();
        model.compile(new SGD(0.1), new SampleDice());
        Tensor x = sequences();
        Tensor y = bits(5, 8, 5, 3);
        Tensor p = model.predict(x);
        double sum = 0;
        for (int r = 0; r < 8; r++) {
            int steps = 5 - r % 3;
            Tensor t = y.rows(r, r + 1).reshape(5, 3).rows(0, steps).reshape(1, steps, 3);
            Tensor q = p.rows(r, r + 1).reshape(5, 3).rows(0, steps).reshape(1, steps, 3);
            sum += new SampleDice().evaluate(t, q).get(0);
        }
        assertEquals(sum / 8, model.evaluate(x, y).loss(), 1e-6);
        assertEquals(sum / 8, model.trainOnBatch(x, y).loss(), 1e-6);
    }

    /** The squared errors of the steps, once as a loss of rows and once as one of whole batches. */
    private static final class RowSquares extends RowLoss<RowSquares> {
        @Override
        protected double row(LossRow x) {
            double sum = 0;
            for (int i = 0; i < x.size(); i++) {
                sum += Math.pow(x.prediction(i) - x.target(i), 2);
            }
            return sum;
        }

        @Override
        protected void rowGradient(LossRow x, float scale) {
            for (int i = 0; i < x.size(); i++) {
                x.gradient(i, 2 * scale * (x.prediction(i) - x.target(i)));
            }
        }
    }

    private static final class BatchSquares extends FluentLoss<BatchSquares> {
        @Override
        public LossValues evaluate(Tensor yTrue, Tensor yPred) {
            return new RowSquares().evaluate(yTrue, yPred);
        }
    }

    @Test
    void maskedLossesDoNotCountAsInALossOfRows() {
        Tensor x = sequences();
        Tensor y = bits(5, 8, 5, 3);
        Tensor perSample = Tensor.of(new float[] {1, 2, 0, 1, 3, 1, 0.5f, 1}, 8);
        for (String reduction : List.of("sum_over_batch_size", "sum", "mean_with_sample_weight")) {
            double[][] values = new double[2][];
            List<Loss> losses = List.of(new RowSquares().reduction(reduction), new BatchSquares().reduction(reduction));
            for (int k = 0; k < 2; k++) {
                Sequential model = masked();
                model.compile(new SGD(0.1), losses.get(k));
                double plain = model.trainOnBatch(x, y).loss();
                double weighted = model.trainOnBatch(x, y, perSample).loss();
                values[k] = new double[] {plain, weighted, model.evaluate(x, y).loss()};
            }
            assertArrayEquals(values[0], values[1], 1e-6, reduction);
        }
    }
}
