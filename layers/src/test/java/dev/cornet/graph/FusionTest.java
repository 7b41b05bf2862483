package dev.cornet.graph;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.layers.Activation;
import dev.cornet.layers.Add;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.DepthwiseConv2D;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.Masking;
import dev.cornet.layers.ReLU;
import dev.cornet.layers.ZeroPadding2D;
import dev.cornet.models.Model;
import dev.cornet.models.Predict;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.regularizers.Regularizers;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fused steps give the same predictions as single steps, up to 10⁻⁵ of the largest value. */
class FusionTest {
    private static final double CLOSE = 1e-5;

    private final Symbol in = Input.of(7, 7, 8);

    /** Sets random weights, as after some training: none is 0 or 1, and variances are positive. */
    private static void setRandomWeights(Model model) {
        List<Tensor> weights = new ArrayList<>();
        for (var variable : model.variables()) {
            Tensor w = random(weights.size(), variable.shape().toArray());
            for (int i = 0; variable.name().equals("moving_variance") && i < w.size(); i++) {
                w.data()[i] = 1.2f + w.data()[i];
            }
            weights.add(w);
        }
        model.setWeights(weights);
    }

    private static int steps(Model model) {
        return new ExecutionPlan(PlanBuilder.plan(new Graph(model.inputs(), model.outputs())))
                .inferencePlan(RequestedLogits.none(model.outputs().size()))
                .steps()
                .size();
    }

    /** Compares the predictions of a model with those of a model that outputs all intermediate values too, so that nothing can be fused. */
    private static void requireSame(int fused, Symbol in, Symbol... chain) {
        Symbol out = chain[chain.length - 1];
        Model model = new Model(in, out);
        Model unfused = new Model(List.of(in), List.of(chain));
        setRandomWeights(model);
        assertEquals(chain.length, steps(unfused), "steps without fusion");
        assertEquals(fused, steps(model), "steps");
        int[] dims = in.shape().with(0, 20).toArray();
        for (int batch : new int[] {1, 3, 20}) {
            Tensor x = random(99, dims);
            Tensor expected = unfused.predict(List.of(x), batch).get(chain.length - 1);
            requireClose(expected, model.predict(x, new Predict().batchSize(batch)));
        }
    }

    private static void requireClose(Tensor expected, Tensor actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.data()[i]));
            difference = Math.max(difference, Math.abs(expected.data()[i] - actual.toArray()[i]));
        }
        assertTrue(largest > 0.1, "there is something to compare");
        assertTrue(difference <= CLOSE * largest, difference + " of " + largest);
    }

    static Stream<Arguments> linearLayers() {
        return Stream.of(
                Arguments.of(new Conv2D(9, 3)),
                Arguments.of(new Conv2D(9, 3).useBias(false).padding("same")),
                Arguments.of(new Conv2D(12, 1).strides(2)),
                Arguments.of(new Conv2D(12, 3).groups(4)),
                Arguments.of(new DepthwiseConv2D(3).padding("same")),
                Arguments.of(
                        new DepthwiseConv2D(3).strides(2).depthMultiplier(2).useBias(false)),
                Arguments.of(new Dense(5)),
                Arguments.of(new Dense(5).useBias(false)));
    }

    static Stream<Arguments> convolutions() {
        return Stream.of(
                Arguments.of(new Conv2D(9, 3)),
                Arguments.of(new Conv2D(9, 5).strides(2).useBias(false)),
                Arguments.of(new Conv2D(9, 3).padding("same").dilationRate(2)),
                Arguments.of(new DepthwiseConv2D(3)),
                Arguments.of(new DepthwiseConv2D(3).strides(2).depthMultiplier(2)));
    }

    @ParameterizedTest
    @MethodSource("linearLayers")
    void normalizationIsFoldedIntoTheWeights(Layer layer) {
        Symbol z = in.then(layer);
        requireSame(1, in, z, z.then(new BatchNormalization().epsilon(0.01)));
    }

    @ParameterizedTest
    @MethodSource("linearLayers")
    void reluAfterNormalizationBecomesTheEpilogue(Layer layer) {
        Symbol z = in.then(layer);
        Symbol norm = z.then(new BatchNormalization().scale(false));
        requireSame(1, in, z, norm, norm.then(new ReLU().maxValue(6)));
    }

    @Test
    void reluBecomesTheEpilogue() {
        Symbol z = in.then(new Conv2D(9, 3));
        requireSame(1, in, z, z.then(new Activation("relu")));
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void zeroPaddingIsAbsorbed(Layer layer) {
        Symbol padded = in.then(new ZeroPadding2D(1, 0, 0, 1));
        Symbol z = padded.then(layer);
        Symbol norm = z.then(new BatchNormalization());
        requireSame(1, in, padded, z, norm, norm.then(new ReLU()));
    }

    @Test
    void keepsPaddingThatAWindowMayLieInEntirelyOrThatOthersRead() {
        Symbol padded = in.then(new ZeroPadding2D(3));
        requireSame(2, in, padded, padded.then(new Conv2D(4, 3)));
        Symbol bottom = in.then(new ZeroPadding2D(0, 3, 0, 0));
        requireSame(2, in, bottom, bottom.then(new Conv2D(4, 3)));
        Symbol cell = in.then(new ZeroPadding2D(1));
        requireSame(2, in, cell, cell.then(new Conv2D(4, 1)));
        Symbol twice = in.then(new ZeroPadding2D(1));
        Symbol z = twice.then(new Conv2D(8, 3));
        Symbol other = twice.then(new Conv2D(8, 3));
        requireSame(4, in, twice, z, other, new Add().of(z, other));
    }

    @Test
    void reluAfterTheSumOfAResidualBlockBecomesItsEpilogue() {
        Symbol left = in.then(new Conv2D(8, 1));
        Symbol leftNorm = left.then(new BatchNormalization());
        Symbol right = in.then(new Conv2D(8, 3).padding("same"));
        Symbol rightNorm = right.then(new BatchNormalization().center(false));
        Symbol sum = new Add().of(leftNorm, rightNorm);
        Symbol out = sum.then(new Activation("relu"));
        requireSame(3, in, left, leftNorm, right, rightNorm, sum, out);
        Symbol all = new Add().of(in, left, right);
        requireSame(3, in, left, right, all, all.then(new Activation("relu")));
    }

    @Test
    void doesNotFuseAStepWithSeveralReaders() {
        Symbol z = in.then(new Conv2D(8, 3).padding("same"));
        Symbol norm = z.then(new BatchNormalization());
        requireSame(3, in, z, norm, new Add().of(z, norm));
        Symbol even = in.then(new Conv2D(8, 3).padding("same"));
        Symbol twice = new Add().of(even, even);
        requireSame(2, in, even, twice);
    }

    @Test
    void foldsNormalizationOnlyIntoLinearLayers() {
        Symbol relu = in.then(new Conv2D(8, 3).activation("relu"));
        requireSame(2, in, relu, relu.then(new BatchNormalization()));
        Symbol penalized = in.then(new Conv2D(8, 3).activityRegularizer(Regularizers.l2(0.1)));
        requireSame(2, in, penalized, penalized.then(new BatchNormalization()));
        Symbol across = in.then(new Conv2D(8, 3));
        requireSame(2, in, across, across.then(new BatchNormalization().axis(1)));
        Symbol flat = in.then(new Flatten());
        requireSame(2, in, flat, flat.then(new BatchNormalization()));
    }

    @Test
    void doesNotFuseMaskedSteps() {
        Symbol sequence = Input.of(4, 8);
        Symbol masked = sequence.then(new Masking());
        Symbol dense = masked.then(new Dense(5));
        requireSame(3, sequence, masked, dense, dense.then(new BatchNormalization()));
    }

    @Test
    void trainingUpdatesEachWeight() {
        Symbol z = in.then(new Conv2D(9, 3));
        Model model = new Model(
                in, z.then(new BatchNormalization()).then(new Flatten()).then(new Dense(2)));
        setRandomWeights(model);
        model.compile("sgd", "mse");
        List<Tensor> before = model.getWeights();
        model.trainOnBatch(random(1, 6, 7, 7, 8), random(2, 6, 2));
        for (int w = 0; w < before.size(); w++) {
            boolean changed = !Arrays.equals(
                    before.get(w).toArray(), model.getWeights().get(w).toArray());
            boolean biasBeforeNorm = w == 1; // its gradient is 0, because the mean is subtracted
            assertTrue(changed || biasBeforeNorm, model.variables().get(w).path());
        }
    }
}
