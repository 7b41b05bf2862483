package dev.cornet.graph;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.data.Batch;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.graph.plan.Step;
import dev.cornet.layers.Activation;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps that are fused in training give the outputs and gradients of single steps. */
class TrainingFusionTest {
    private static final int ROWS = 20;
    private static final float ROUNDING = 2e-6f;

    private final Symbol in = Input.of(9, 9, 2);

    /** The steps of a training step, fused within its segments. */
    private static List<Step> steps(Model model) {
        return TestOperations.trainingPartition(PlanBuilder.plan(model.graph()), ROWS)
                .plan()
                .steps();
    }

    private static boolean isFused(Model model) {
        return steps(model).size() < PlanBuilder.plan(model.graph()).steps().size();
    }

    /** The reference is a model with the output of relu as a second output, which prevents the fusion. */
    @Test
    void reluAfterMaxPoolingGivesTheSameBits() {
        Symbol even = Input.of(8, 8, 2);
        Symbol conv =
                even.then(new Conv2D(6, 3).padding("same").activation("relu").biasInitializer("random_normal"));
        Symbol out = conv.then(new MaxPooling2D(4)).then(new Flatten()).then(new Dense(3));
        Model fused = new Model(even, out);
        Model reference = new Model(List.of(even), List.of(out, conv));
        requireSameTraining(fused, reference, random(1, ROWS, 8, 8, 2), 0f);
    }

    /** Of 9×9 pixels, 2×2 pooling reads 8×8. Sums are computed in another order, so results agree except for rounding. */
    @Test
    void unreadPixelsAreNotComputed() {
        Conv2D layer = new Conv2D(8, 3).padding("same").activation("tanh");
        Symbol conv = in.then(layer);
        Symbol out = conv.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3));
        Model fused = new Model(in, out);
        Model reference = new Model(List.of(in), List.of(out, conv));
        requireSameTraining(fused, reference, random(1, ROWS, 9, 9, 2), ROUNDING);
    }

    /** The fused kernel gives the outputs and gradients of the two steps; on images of odd sizes, after a trained layer. */
    @Test
    void convolutionAndMaxPoolingAreFused() {
        for (String activation : List.of("relu", "linear")) {
            Symbol first = in.then(new Conv2D(8, 3).padding("same").activation("tanh"));
            Symbol conv = first.then(new Conv2D(9, 3).padding("same").activation(activation));
            Symbol out = conv.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3));
            Model fused = new Model(in, out);
            Model reference = new Model(List.of(in), List.of(out, conv));
            requireSameTraining(fused, reference, random(1, ROWS, 9, 9, 2), ROUNDING);
        }
    }

    /**
     * Requires that {@code reference} is not fused, and that both models agree in a prediction and in the weights after a training step.
     */
    private static void requireSameTraining(Model fused, Model reference, Tensor x, float tolerance) {
        assertTrue(isFused(fused));
        assertFalse(isFused(reference));
        requireEqual(reference.predict(List.of(x), ROWS).get(0), fused.predict(x, ROWS), tolerance);

        List<Tensor> start = fused.getWeights();
        Tensor y = random(2, ROWS, 3);
        fused.compile(new SGD(0.1), "mse");
        fused.trainOnBatch(x, y);
        List<Tensor> trained = fused.getWeights();
        fused.setWeights(start);
        reference.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
        Tensor unused = Tensor.zeros(reference.outputs().get(1).shape().with(0, ROWS));
        reference.trainOnBatch(new Batch(List.of(x), List.of(y, unused), List.of()));
        for (int w = 0; w < start.size(); w++) {
            requireEqual(reference.getWeights().get(w), trained.get(w), tolerance);
        }
    }

    private static void requireEqual(Tensor expected, Tensor actual, float tolerance) {
        if (tolerance == 0) {
            assertArrayEquals(expected.toArray(), actual.toArray());
        } else {
            assertArrayEquals(expected.toArray(), actual.toArray(), tolerance);
        }
    }

    @Test
    void stepsWithOtherReadersOrNeighboursAreNotFused() {
        Symbol conv = in.then(new Conv2D(6, 3).padding("same").activation("relu"));
        assertFalse(isFused(new Model(in, conv.then(new BatchNormalization()).then(new MaxPooling2D(2)))));
        Symbol pooled = conv.then(new MaxPooling2D(3));
        assertTrue(isFused(new Model(in, pooled)));
        assertFalse(isFused(new Model(List.of(in), List.of(pooled, conv.then(new AveragePooling2D(3))))));
        assertFalse(isFused(new Model(in, in.then(new Dense(3)).then(new Activation("relu")))), "for inference only");
    }
}
