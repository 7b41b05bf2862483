package dev.cornet.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.data.Batch;
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

/** What the rewrites change is the order of work alone: outputs and gradients stay, bit for bit. */
class RewritesTest {
    private final Symbol in = Input.of(9, 9, 2);

    private static Tensor random(long seed, int... dims) {
        Tensor x = Tensor.zeros(dims);
        RandomStream noise = new RandomStream(seed);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) noise.uniform(i, -1, 1);
        }
        return x;
    }

    private static boolean defersSome(Model model) {
        Plan plan = new Plan(new Graph(model.inputs(), model.outputs()));
        int steps = plan.steps().size();
        for (int s = 0; s < steps; s++) {
            if (plan.rewrites().defers(s)) {
                return true;
            }
        }
        return false;
    }

    /** A second output that is the relu itself keeps the order as written. */
    @Test
    void reluBehindMaxPoolingGivesTheSameBits() {
        Symbol even = Input.of(8, 8, 2);
        Symbol conv =
                even.then(new Conv2D(6, 3).padding("same").activation("relu").biasInitializer("random_normal"));
        Symbol out = conv.then(new MaxPooling2D(4)).then(new Flatten()).then(new Dense(3));
        Model changed = new Model(even, out);
        Model asWritten = new Model(List.of(even), List.of(out, conv));
        assertTrue(defersSome(changed));
        assertFalse(defersSome(asWritten));

        Tensor x = random(1, 20, 8, 8, 2);
        assertArrayEquals(
                asWritten.predict(List.of(x), 20).get(0).toArray(),
                changed.predict(x, 20).toArray());

        List<Tensor> start = changed.getWeights();
        Tensor y = random(2, 20, 3);
        changed.compile(new SGD(0.1), "mse");
        changed.trainOnBatch(x, y);
        List<Tensor> learnt = changed.getWeights();
        changed.setWeights(start);
        asWritten.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
        asWritten.trainOnBatch(new Batch(List.of(x), List.of(y, Tensor.zeros(20, 8, 8, 6)), List.of()));
        for (int w = 0; w < start.size(); w++) {
            assertArrayEquals(
                    asWritten.getWeights().get(w).toArray(), learnt.get(w).toArray(), "weight " + w);
        }
        assertEquals(start.size(), learnt.size());
    }

    /** Of 9×9 pixels, pooling by 2×2 reads 8×8; the sums run in another order, so not to the last bit. */
    @Test
    void pixelsThatNobodyReadsAreNotMade() {
        Conv2D layer = new Conv2D(8, 3).padding("same").activation("tanh");
        Symbol conv = in.then(layer);
        Symbol out = conv.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3));
        Model changed = new Model(in, out);
        Model asWritten = new Model(List.of(in), List.of(out, conv));
        assertEquals(Shape.of(8, 8, 8), partOf(changed, layer));
        assertNull(partOf(asWritten, layer));
        Tensor x = random(1, 20, 9, 9, 2);
        requireClose(asWritten.predict(List.of(x), 20).get(0), changed.predict(x, 20));

        List<Tensor> start = changed.getWeights();
        Tensor y = random(2, 20, 3);
        changed.compile(new SGD(0.1), "mse");
        changed.trainOnBatch(x, y);
        List<Tensor> learnt = changed.getWeights();
        changed.setWeights(start);
        asWritten.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
        asWritten.trainOnBatch(new Batch(List.of(x), List.of(y, Tensor.zeros(20, 9, 9, 8)), List.of()));
        for (int w = 0; w < start.size(); w++) {
            requireClose(asWritten.getWeights().get(w), learnt.get(w));
        }
    }

    /** Outputs and gradients as of the two steps, on images with odd sides, in front of a layer that learns and without one. */
    @Test
    void maximaOfAConvolutionAreMadeAtOnce() {
        for (String activation : List.of("relu", "linear")) {
            Symbol first = in.then(new Conv2D(8, 3).padding("same").activation("tanh"));
            Symbol conv = first.then(new Conv2D(9, 3).padding("same").activation(activation));
            Symbol out = conv.then(new MaxPooling2D(2)).then(new Flatten()).then(new Dense(3));
            Model changed = new Model(in, out);
            Model asWritten = new Model(List.of(in), List.of(out, conv));
            assertTrue(joinsSome(changed));
            assertFalse(joinsSome(asWritten));
            Tensor x = random(1, 20, 9, 9, 2);
            requireClose(asWritten.predict(List.of(x), 20).get(0), changed.predict(x, 20));

            List<Tensor> start = changed.getWeights();
            Tensor y = random(2, 20, 3);
            changed.compile(new SGD(0.1), "mse");
            changed.trainOnBatch(x, y);
            List<Tensor> learnt = changed.getWeights();
            changed.setWeights(start);
            asWritten.compile(new Compile(new SGD(0.1), List.of("mse", "mse")).lossWeights(1, 0));
            asWritten.trainOnBatch(new Batch(List.of(x), List.of(y, Tensor.zeros(20, 9, 9, 9)), List.of()));
            for (int w = 0; w < start.size(); w++) {
                requireClose(asWritten.getWeights().get(w), learnt.get(w));
            }
        }
    }

    private static boolean joinsSome(Model model) {
        Plan plan = new Plan(new Graph(model.inputs(), model.outputs()));
        return IntStream.range(0, plan.steps().size())
                .anyMatch(s -> plan.rewrites().joins(s));
    }

    /** Maxima of other windows, of what is no convolution's, and behind activations that fall somewhere. */
    @Test
    void otherPairsStayTwoSteps() {
        Symbol conv = in.then(new Conv2D(6, 3).activation("relu"));
        assertFalse(joinsSome(new Model(in, conv.then(new MaxPooling2D(3)))));
        assertFalse(joinsSome(new Model(in, conv.then(new MaxPooling2D(2).strides(1)))));
        assertFalse(joinsSome(new Model(in, conv.then(new AveragePooling2D(2)))));
        assertFalse(joinsSome(new Model(in, conv.then(new BatchNormalization()).then(new MaxPooling2D(2)))));
        assertFalse(joinsSome(
                new Model(in, in.then(new Conv2D(6, 3).activation("gelu")).then(new MaxPooling2D(2)))));
        Conv2D penalized = new Conv2D(6, 3).activityRegularizer("l2");
        assertFalse(joinsSome(new Model(in, in.then(penalized).then(new MaxPooling2D(2)))));
        Symbol odd = in.then(new Conv2D(6, 3).padding("same"));
        assertFalse(joinsSome(new Model(in, odd.then(new MaxPooling2D(2).padding("same")))));
        assertTrue(joinsSome(new Model(in, odd.then(new MaxPooling2D(2)))));
    }

    @Test
    void aPenaltyOnTheOutputWantsAllOfIt() {
        Conv2D layer = new Conv2D(8, 3).padding("same").activityRegularizer("l2");
        assertNull(partOf(new Model(in, in.then(layer).then(new MaxPooling2D(2))), layer));
    }

    private static @Nullable Shape partOf(Model model, Layer layer) {
        Plan plan = new Plan(new Graph(model.inputs(), model.outputs()));
        for (int s = 0; s < plan.steps().size(); s++) {
            if (plan.steps().get(s).layer() == layer) {
                return plan.rewrites().part(s);
            }
        }
        throw new AssertionError(layer);
    }

    private static void requireClose(Tensor expected, Tensor actual) {
        assertArrayEquals(expected.toArray(), actual.toArray(), 2e-6f);
    }

    @Test
    void otherNeighboursKeepTheirOrder() {
        Symbol conv = in.then(new Conv2D(6, 3).activation("relu"));
        assertFalse(defersSome(new Model(in, conv.then(new AveragePooling2D(2)))));
        assertFalse(defersSome(new Model(in, conv.then(new BatchNormalization()).then(new MaxPooling2D(2)))));
        Symbol smooth = in.then(new Conv2D(6, 3).activation("gelu"));
        assertFalse(defersSome(new Model(in, smooth.then(new MaxPooling2D(2)))));
    }
}
