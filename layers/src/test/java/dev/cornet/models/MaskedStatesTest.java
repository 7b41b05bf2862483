package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.initializers.Constant;
import dev.cornet.layers.Bidirectional;
import dev.cornet.layers.Embedding;
import dev.cornet.layers.GRU;
import dev.cornet.layers.GlobalAveragePooling1D;
import dev.cornet.layers.Input;
import dev.cornet.layers.LSTM;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.nn.Call;
import dev.cornet.nn.Layer;
import dev.cornet.nn.Node;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A recurrent layer that is called with initial states ignores the mask of its sequence, but propagates it. Here the input is the words
 * 0, 1, 0 with 0 masked, so the pooling after the layer takes the second step alone. Expected numbers are those of Keras 3.15.1.
 */
class MaskedStatesTest {
    private static Model model(Layer layer, int states, Call call) {
        Symbol words = Input.of(3);
        List<Symbol> inputs = new ArrayList<>(List.of(words));
        List<Symbol> ins = new ArrayList<>(
                List.of(words.then(new Embedding(5, 2).maskZero(true).embeddingsInitializer(new Constant(0.5)))));
        for (int s = 0; s < states; s++) {
            Symbol state = Input.of(2);
            inputs.add(state);
            ins.add(state);
        }
        Symbol y = Node.apply(layer, ins, call).outputs().get(0);
        return new Model(inputs, List.of(y, y.then(new GlobalAveragePooling1D())));
    }

    private static List<Tensor> data(int states) {
        List<Tensor> xs = new ArrayList<>(List.of(Tensor.wrap(new float[] {0, 1, 0}, Shape.of(1, 3))));
        for (int s = 0; s < states; s++) {
            xs.add(Tensor.wrap(new float[] {0.1f * (s + 1), 0.2f}, Shape.of(1, 2)));
        }
        return xs;
    }

    private static void assertPredictions(Layer layer, int states, double[] steps, double[] second) {
        List<Tensor> ys = model(layer, states, Call.PLAIN).predict(data(states), 1);
        assertArrayEquals(floats(steps), ys.get(0).toArray(), 2e-6f);
        assertArrayEquals(floats(second), ys.get(1).toArray(), 2e-6f);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static SimpleRNN simple() {
        return new SimpleRNN(2).returnSequences(true).kernelInitializer("ones").recurrentInitializer("ones");
    }

    private static LSTM lstm() {
        return new LSTM(2).returnSequences(true).kernelInitializer("ones").recurrentInitializer("ones");
    }

    private static GRU gru() {
        return new GRU(2).returnSequences(true).kernelInitializer("ones").recurrentInitializer("ones");
    }

    @Test
    void initialStatesHideTheMask() {
        assertPredictions(
                simple(),
                1,
                new double[] {0.8617231, 0.8617231, 0.9914176, 0.9914176, 0.9948825, 0.9948825},
                new double[] {0.9914176, 0.9914176});
        assertPredictions(
                lstm(),
                2,
                new double[] {0.5467173, 0.5467173, 0.8311021, 0.8311021, 0.9238462, 0.9238462},
                new double[] {0.8311021, 0.8311021});
        assertPredictions(
                gru(),
                1,
                new double[] {0.25938997, 0.33797348, 0.3680059, 0.43335986, 0.44818026, 0.50427455},
                new double[] {0.3680059, 0.43335986});
    }

    @Test
    void initialStatesOfBothDirectionsHideTheMask() {
        assertPredictions(
                new Bidirectional(simple()),
                2,
                new double[] {
                    0.8617231, 0.8617231, 0.9948982, 0.9948982, 0.9914176, 0.9914176, 0.9921886, 0.9921886, 0.9948825,
                    0.9948825, 0.8853517, 0.8853517
                },
                new double[] {0.9914176, 0.9914176, 0.9921886, 0.9921886});
        assertPredictions(
                new Bidirectional(lstm()),
                4,
                new double[] {
                    0.5467173,
                    0.5467173,
                    0.93199205,
                    0.92934,
                    0.8311021,
                    0.8311021,
                    0.86921453,
                    0.8543954,
                    0.9238462,
                    0.9238462,
                    0.6572892,
                    0.5953462
                },
                new double[] {0.8311021, 0.8311021, 0.86921453, 0.8543954});
    }

    /**
     * With passingMask, as in Keras 2, masked steps repeat the state; at the second step h = tanh(1 + .3). The argument is saved in files.
     */
    @Test
    void aCallMayPassTheMask() {
        Model model = model(simple(), 1, Call.PLAIN.passingMask());
        for (Model each : List.of(model, Model.fromJson(model.toJson()))) {
            each.setWeights(model.getWeights());
            Tensor y = each.predict(data(1), 1).get(0);
            float h = (float) Math.tanh(1.3);
            assertArrayEquals(new float[] {0, 0, h, h, h, h}, y.toArray(), 2e-6f);
            assertEquals(h, each.predict(data(1), 1).get(1).get(0, 0), 2e-6f);
        }
    }
}
