package dev.cornet.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.data.Batch;
import dev.cornet.graph.plan.Plan;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.layers.AveragePooling2D;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Conv2D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling2D;
import dev.cornet.models.Compile;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Symbol;
import dev.cornet.optimizers.SGD;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rewrites of consecutive steps do not change outputs and gradients. */
class RewritesTest {
    private final Symbol in = Input.of(9, 9, 2);

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream stream = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) stream.uniform(i, -1, 1);
        }
        return x;
    }

    private static boolean defersAnActivation(Model model) {
        Plan plan = PlanBuilder.plan(new Graph(model.inputs(), model.outputs()));
        Rewrites rewrites = new Rewrites(plan);
        int steps = plan.steps().size();
        for (int s = 0; s < steps; s++) {
            if (rewrites.defersActivation(s)) {
                return true;
            }
        }
        return false;
    }

    /** The reference is a model with the output of relu as a second output, which prevents the rewrite. */
    @Test
    void reluAfterMaxPoolingGivesTheSameBits() {
        Symbol even = Input.of(8, 8, 2);
        Symbol conv =
                even.then(new Conv2D(6, 3).padding("same").activation("relu").biasInitializer("random_normal"));
        Symbol out = conv.then(new MaxPooling2D(4)).then(new Flatten()).then(new Dense(3));
        Model rewritten = new Model(even, out);
        Model reference = new Model(List.of(even), List.of(out, conv));
        assertTrue(defersAnActivation(rewritten));
        assertFalse(defersAnActivation(reference));

        Tensor x = random(1, 20, 8, 8, 2);
        assertArrayEquals(
                reference.predict(List.of(x), 20).get(0).toArray(),
                rewritten.predict(x, 20).toArray());

        List<Tensor> start = rewritten.getWeights();
        Tensor y = random(2, 20, 3);
        rewritten.compile(new SGD(0.1), "mse");
        rewritten.trainOnBatch(x, y);
        List<Tensor> trained = rewritten.getWeights();
        rewritten.setWeights(start);
        reference.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
        reference.trainOnBatch(new Batch(List.of(x), List.of(y, Tensor.zeros(20, 8, 8, 6)), List.of()));
        for (int w = 0; w < start.size(); w++) {
            assertArrayEquals(
                    reference.getWeights().get(w).toArray(), trained.get(w).toArray(), "weight " + w);
        }
        assertEquals(start.size(), trained.size());
    }

    /** Of 9×9 pixels, 2×2 pooling reads 8×8. Sums are computed in another order, so results agree except for rounding. */
    @Test
    void unreadPixelsAreNotComputed() {
        Conv2D layer = new Conv2D(8, 3).padding("same").activation("tanh");
        Symbol conv = in.then(layer);
        Symbol out = conv.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3));
        Model rewritten = new Model(in, out);
        Model reference = new Model(List.of(in), List.of(out, conv));
        assertEquals(Shape.of(8, 8, 8), croppedOutputOf(rewritten, layer));
        assertNull(croppedOutputOf(reference, layer));
        Tensor x = random(1, 20, 9, 9, 2);
        requireClose(reference.predict(List.of(x), 20).get(0), rewritten.predict(x, 20));

        List<Tensor> start = rewritten.getWeights();
        Tensor y = random(2, 20, 3);
        rewritten.compile(new SGD(0.1), "mse");
        rewritten.trainOnBatch(x, y);
        List<Tensor> trained = rewritten.getWeights();
        rewritten.setWeights(start);
        reference.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
        reference.trainOnBatch(new Batch(List.of(x), List.of(y, Tensor.zeros(20, 9, 9, 8)), List.of()));
        for (int w = 0; w < start.size(); w++) {
            requireClose(reference.getWeights().get(w), trained.get(w));
        }
    }

    /** The fused kernel gives the outputs and gradients of the two steps; on images of odd sizes, after a trained layer. */
    @Test
    void convolutionAndMaxPoolingAreFused() {
        for (String activation : List.of("relu", "linear")) {
            Symbol first = in.then(new Conv2D(8, 3).padding("same").activation("tanh"));
            Symbol conv = first.then(new Conv2D(9, 3).padding("same").activation(activation));
            Symbol out = conv.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3));
            Model rewritten = new Model(in, out);
            Model reference = new Model(List.of(in), List.of(out, conv));
            assertTrue(fusesAPool(rewritten));
            assertFalse(fusesAPool(reference));
            Tensor x = random(1, 20, 9, 9, 2);
            requireClose(reference.predict(List.of(x), 20).get(0), rewritten.predict(x, 20));

            List<Tensor> start = rewritten.getWeights();
            Tensor y = random(2, 20, 3);
            rewritten.compile(new SGD(0.1), "mse");
            rewritten.trainOnBatch(x, y);
            List<Tensor> trained = rewritten.getWeights();
            rewritten.setWeights(start);
            reference.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
            reference.trainOnBatch(new Batch(List.of(x), List.of(y, Tensor.zeros(20, 9, 9, 9)), List.of()));
            for (int w = 0; w < start.size(); w++) {
                requireClose(reference.getWeights().get(w), trained.get(w));
            }
        }
    }

    private static boolean fusesAPool(Model model) {
        Plan plan = PlanBuilder.plan(new Graph(model.inputs(), model.outputs()));
        Rewrites rewrites = new Rewrites(plan);
        return IntStream.range(0, plan.steps().size()).anyMatch(s -> rewrites.fusesMaxPool(s));
    }

    /** Not fused are other windows, layers other than convolutions, and activations that are not non-decreasing. */
    @Test
    void otherPairsAreNotFused() {
        Symbol conv = in.then(new Conv2D(6, 3).activation("relu"));
        assertFalse(fusesAPool(new Model(in, conv.then(new MaxPooling2D(3)))));
        assertFalse(fusesAPool(new Model(in, conv.then(new MaxPooling2D(2).strides(1)))));
        assertFalse(fusesAPool(new Model(in, conv.then(new AveragePooling2D(2)))));
        assertFalse(fusesAPool(new Model(in, conv.then(new BatchNormalization()).then(new MaxPooling2D(2)))));
        assertFalse(fusesAPool(
                new Model(in, in.then(new Conv2D(6, 3).activation("gelu")).then(new MaxPooling2D(2)))));
        Conv2D penalized = new Conv2D(6, 3).activityRegularizer("l2");
        assertFalse(fusesAPool(new Model(in, in.then(penalized).then(new MaxPooling2D(2)))));
        Symbol odd = in.then(new Conv2D(6, 3).padding("same"));
        assertFalse(fusesAPool(new Model(in, odd.then(new MaxPooling2D(2).padding("same")))));
        assertTrue(fusesAPool(new Model(in, odd.then(new MaxPooling2D(2)))));
    }

    @Test
    void anActivityPenaltyRequiresTheWholeOutput() {
        Conv2D layer = new Conv2D(8, 3).padding("same").activityRegularizer("l2");
        assertNull(croppedOutputOf(new Model(in, in.then(layer).then(new MaxPooling2D(2))), layer));
    }

    private static @Nullable Shape croppedOutputOf(Model model, Layer layer) {
        Plan plan = PlanBuilder.plan(new Graph(model.inputs(), model.outputs()));
        Rewrites rewrites = new Rewrites(plan);
        for (int s = 0; s < plan.steps().size(); s++) {
            if (plan.steps().get(s).operation() == layer) {
                return rewrites.croppedOutput(s);
            }
        }
        throw new AssertionError(layer);
    }

    private static void requireClose(Tensor expected, Tensor actual) {
        assertArrayEquals(expected.toArray(), actual.toArray(), 2e-6f);
    }

    @Test
    void otherActivationsAreNotDeferred() {
        Symbol conv = in.then(new Conv2D(6, 3).activation("relu"));
        assertFalse(defersAnActivation(new Model(in, conv.then(new AveragePooling2D(2)))));
        assertFalse(defersAnActivation(
                new Model(in, conv.then(new BatchNormalization()).then(new MaxPooling2D(2)))));
        Symbol smooth = in.then(new Conv2D(6, 3).activation("gelu"));
        assertFalse(defersAnActivation(new Model(in, smooth.then(new MaxPooling2D(2)))));
    }
}
