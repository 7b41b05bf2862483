package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.data.Batch;
import dev.cornet.initializers.Initializers;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Conv1D;
import dev.cornet.layers.Dense;
import dev.cornet.layers.Flatten;
import dev.cornet.layers.GlobalAveragePooling1D;
import dev.cornet.layers.Input;
import dev.cornet.layers.MaxPooling1D;
import dev.cornet.layers.RepeatVector;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Symbol;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.SGD;
import dev.cornet.regularizers.L2;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients through layers whose first output, or any output, is not used, and through model outputs that other layers use too. The
 * expected weights after one step are those of Keras 3.15.1; a batch of equal rows gives the same weights as one row.
 */
class UnusedOutputsTest {
    private static Tensor rows(int n, float... row) {
        Tensor x = Tensor.zeros(n, row.length);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = row[i % row.length];
        }
        return x;
    }

    private static void assertWeights(Model model, double[]... expected) {
        List<Tensor> weights = model.getWeights();
        assertEquals(expected.length, weights.size());
        for (int i = 0; i < expected.length; i++) {
            float[] each = new float[expected[i].length];
            for (int j = 0; j < each.length; j++) {
                each[j] = (float) expected[i][j];
            }
            assertArrayEquals(each, weights.get(i).toArray(), 4e-6f, "weight " + i);
        }
    }

    private static SimpleRNN ones() {
        return new SimpleRNN(1)
                .returnState(true)
                .kernelInitializer("ones")
                .recurrentInitializer("ones")
                .biasInitializer("ones");
    }

    /** Linear: h1 = 1 + .1, h2 = 1 + .2 + h1. The last state h2 equals the last output, which is not used. */
    @Test
    void aRecurrentLayerLearnsThroughItsLastState() {
        Symbol in = Input.of(2, 1);
        Node node = Node.apply(ones().activation("linear"), List.of(in));
        Model model = new Model(in, node.outputs().get(1));
        model.compile(new SGD(1), "mse");
        model.trainOnBatch(rows(1, 0.1f, 0.2f).reshape(1, 2, 1), rows(1, 1f));
        // h1 = 1.1, h2 = 2.3, d = 2(2.3 - 1) = 2.6: dW = d(.2 + .1), dU = d h1, db = d(1 + 1)
        assertWeights(model, new double[] {1 - 2.6 * 0.3}, new double[] {1 - 2.6 * 1.1}, new double[] {1 - 2.6 * 2});
    }

    /** Only the last states of both directions are used. */
    @Test
    void aBidirectionalLayerLearnsThroughItsLastStates() {
        Symbol in = Input.of(2, 1);
        Node node = Node.apply(new Bidirectional(ones().activation("linear")), List.of(in));
        Model model = new Model(List.of(in), node.outputs().subList(1, 3));
        model.compile(new SGD(1), "mse");
        Tensor one = rows(1, 1f);
        model.trainOnBatch(new Batch(List.of(rows(1, 0.1f, 0.2f).reshape(1, 2, 1)), List.of(one, one), List.of()));
        // backward: h1 = 1.2, h2 = 2.3
        assertWeights(
                model,
                new double[] {1 - 2.6 * 0.3},
                new double[] {1 - 2.6 * 1.1},
                new double[] {1 - 2.6 * 2},
                new double[] {1 - 2.6 * 0.3},
                new double[] {1 - 2.6 * 1.2},
                new double[] {1 - 2.6 * 2});
    }

    /**
     * One direction is trained through its last state. The other has no gradient (rather than a gradient of 0), so it has no weight decay.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theUnusedDirectionIsNotChanged(int used) {
        for (String merge : Arrays.asList("sum", null)) {
            Symbol in = Input.of(2, 1);
            Node node = Node.apply(new Bidirectional(ones().activation("linear")).mergeMode(merge), List.of(in));
            int output =
                    merge == null ? 2 - used : 1 + used; // the forward state, or the backward output; one of the states
            Model model = new Model(in, node.outputs().get(output));
            model.compile(new SGD(1).weightDecay(0.1), "mse");
            model.trainOnBatch(rows(1, 0.1f, 0.2f).reshape(1, 2, 1), Tensor.zeros(1, 1));
            List<Tensor> weights = model.getWeights();
            for (int i = 0; i < 6; i++) {
                float value = weights.get(i).toArray()[0];
                assertEquals(i / 3 != used, value == 1, merge + ", weight " + i + ": " + value);
            }
        }
    }

    /** The layer that computes the unused direction's initial state is not changed, while that of the used direction is trained. */
    @Test
    void theInitialStateOfTheUnusedDirectionGivesNoGradient() {
        Symbol in = Input.of(2, 1);
        Symbol state = Input.of(1);
        Symbol used = state.then(new Dense(1).kernelInitializer("ones"));
        Symbol unused = state.then(new Dense(1).kernelInitializer("ones"));
        Node node = Node.apply(new Bidirectional(ones().activation("linear")), List.of(in, used, unused));
        Model model = new Model(List.of(in, state), List.of(node.outputs().get(1)));
        model.compile(new SGD(1).weightDecay(0.1), "mse");
        Tensor x = rows(1, 0.1f, 0.2f).reshape(1, 2, 1);
        model.trainOnBatch(new Batch(List.of(x, rows(1, 1f)), List.of(rows(1, 0f)), List.of()));
        List<Tensor> weights = model.getWeights();
        // h = (1 + .1 + 1) + .2 + 1 = 3.3; db = 2·3.3
        assertEquals(1 - 0.1 - 6.6, weights.get(0).toArray()[0], 1e-5);
        assertEquals(1, weights.get(2).toArray()[0]);
    }

    /** A layer y = x·w of one value that has a second weight, which it does not use. */
    static final class OneOfTwo extends UnaryLayer<OneOfTwo> {
        private Variable used;
        private Variable unused;

        @Override
        protected void build(Shape in) {
            used = weight("used", in.withoutBatch(), Initializers.of("ones"));
            unused = weight("unused", in.withoutBatch(), Initializers.of("ones"));
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            Tensor y = pass.tensor(x.shape());
            y.data()[y.offset()] = x.data()[x.offset()] * used.value().data()[0];
            return new Output(y, (dy, grads) -> {
                grads.accumulator(used).data()[0] += x.data()[x.offset()] * dy.data()[dy.offset()];
                return dy;
            });
        }
    }

    @Test
    void aWeightThatALayerDoesNotUseIsNotChanged() {
        Model model = new Sequential(new OneOfTwo().inputShape(1));
        model.compile(new SGD(1).weightDecay(0.1), "mse");
        model.trainOnBatch(rows(1, 1f), rows(1, 0.5f));
        // w ← w − 1·.1·w − 2(1 − .5)
        assertWeights(model, new double[] {1 - 0.1 - 1}, new double[] {1});
    }

    /** One output of an inner model is used; the activity penalty on the other still trains the layer that computes it. */
    @Test
    void aPenaltyOnAnUnusedOutputGivesGradients() {
        Symbol in = Input.of(2);
        Symbol used = in.then(new Dense(1).kernelInitializer("ones"));
        Symbol unused = in.then(new Dense(1).kernelInitializer("ones").activityRegularizer(new L2(0.5)));
        Symbol outer = Input.of(2);
        Node node = Node.apply(new Model(List.of(in), List.of(used, unused)), List.of(outer));
        Model model = new Model(outer, node.outputs().get(0));
        model.compile(new SGD(1), "mse");
        assertEquals(0.535, model.trainOnBatch(rows(1, 0.1f, 0.2f), rows(1, 1f)).loss(), 1e-6);
        assertWeights(
                model, new double[] {1.14, 1.28}, new double[] {1.4}, new double[] {0.97, 0.94}, new double[] {-0.3});
    }

    @Test
    void theSecondOutputOfAnInnerModelHasItsOwnActivation() {
        Symbol in = Input.of(2);
        Symbol first = in.then(new Dense(2).kernelInitializer("ones"));
        Symbol second = in.then(new Dense(2).kernelInitializer("identity").activation("softmax"));
        Symbol outer = Input.of(2);
        Node node = Node.apply(new Model(List.of(in), List.of(first, second)), List.of(outer));
        Model model = new Model(outer, node.outputs().get(1));
        model.compile(new SGD(1), "categorical_crossentropy");
        assertEquals(100, model.trainOnBatch(rows(1, 50, -50), rows(1, 0, 1)).loss(), 1e-4);
        assertWeights(
                model, new double[] {1, 1, 1, 1}, new double[2], new double[] {-49, 50, 50, -49}, new double[] {-1, 1});
    }

    /** The loss of a softmax output is computed from its logits, while another layer uses the softmax' output. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void anOutputWithALossOnLogitsMayFeedALayer(int n) {
        Symbol in = Input.of(3);
        Symbol y = wide(in, n).then(new Dense(3).activation("softmax").kernelInitializer("identity"));
        Dense reader = new Dense(1);
        Symbol z = y.then(reader);
        reader.setWeights(rows(1, 1, 2, -3).reshape(3, 1), Tensor.zeros(1));
        Model model = new Model(List.of(in), List.of(y, z));
        model.compile(new Compile(new SGD(1), List.of("categorical_crossentropy", "mse")));
        Batch batch = new Batch(List.of(rows(n, 0.1f, 0.2f, -0.3f)), List.of(rows(n, 1, 0, 0), rows(n, 1)), List.of());
        assertEquals(1.3433003, model.trainOnBatch(batch).loss(), 2e-6);
        assertWeights(
                model,
                new double[] {
                    1.0872076,
                    0.031085804,
                    -0.1182933,
                    0.17441501,
                    1.0621716,
                    -0.2365866,
                    -0.26162255,
                    -0.09325741,
                    1.3548799
                },
                new double[] {0.872075, 0.31085804, -1.1829329},
                new double[] {1.4092009, 2.4522371, -2.7257044},
                new double[] {1.1357336});
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void oneValueMayBeTwoOutputs(int n) {
        Symbol in = Input.of(3);
        Symbol y = wide(in, n).then(new Dense(3).activation("softmax").kernelInitializer("identity"));
        Model model = new Model(List.of(in), List.of(y, y));
        model.compile(new Compile(new SGD(1), List.of("categorical_crossentropy", "mse")));
        Batch batch =
                new Batch(List.of(rows(n, 0.1f, 0.2f, -0.3f)), List.of(rows(n, 1, 0, 0), rows(n, 0, 1, 0)), List.of());
        assertEquals(1.2042673, model.trainOnBatch(batch).loss(), 2e-6);
        assertWeights(
                model,
                new double[] {
                    1.0540793,
                    -0.025210196,
                    -0.028869076,
                    0.10815854,
                    0.9495796,
                    -0.05773815,
                    -0.16223782,
                    0.07563059,
                    1.0866072
                },
                new double[] {0.5407927, -0.25210196, -0.28869075});
    }

    /** The input, passed through layers with enough values that the batch is cut into slices; for n = 1 the input itself. */
    private static Symbol wide(Symbol in, int n) {
        return n == 1 ? in : in.then(new RepeatVector(700)).then(new GlobalAveragePooling1D());
    }

    /** Positions between the windows of a pooling have gradient 0, whatever the reused buffer held before. */
    @Test
    void poolingWithGapsTrainsAsKeras() {
        List<Layer> layers = new ArrayList<>(List.of(
                new Conv1D(1, 1).kernelInitializer("ones").inputShape(4, 1),
                new BatchNormalization(),
                new MaxPooling1D(2).strides(3).padding("same"),
                new Flatten(),
                new Dense(1).kernelInitializer("ones")));
        Model model = new Sequential(layers.toArray(new Layer[0]));
        model.compile(new SGD(0.1), "mse");
        Tensor x = Tensor.wrap(new float[] {.1f, .2f, .5f, -.3f, .3f, -.7f, .2f, .4f}, Shape.of(2, 4, 1));
        Tensor y = Tensor.wrap(new float[] {1, 0}, Shape.of(2, 1));
        double[] losses = Stream.generate(() -> model.trainOnBatch(x, y).loss())
                .limit(3)
                .mapToDouble(Double::doubleValue)
                .toArray();
        assertArrayEquals(new double[] {2.4941523, 1.0786104, 0.72415197}, losses, 2e-6);
        assertWeights(
                model,
                new double[] {0.9965213},
                new double[] {0},
                new double[] {0.41476732},
                new double[] {0.13433486},
                new double[] {0.0025941217},
                new double[] {0.97440046},
                new double[] {0.9566236, 0.4904565},
                new double[] {0.07534703});
    }
}
