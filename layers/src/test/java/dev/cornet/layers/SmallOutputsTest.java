package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.models.Sequential;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Recurrent layers compute probabilities near 0 with a small relative error, because a cross-entropy takes their logarithm. */
class SmallOutputsTest {
    private static final double SMALL = 1 / (1 + Math.exp(14)); // σ(−14)

    @Test
    void ofSimpleRNN() {
        assertSmall(SMALL, new SimpleRNN(2).activation("sigmoid"), -14, -14);
    }

    @Test
    void ofLSTM() {
        // c = σ(0)·½ for both units, h = σ(−14)·softmax(c) = σ(−14)/2
        assertSmall(SMALL / 2, new LSTM(2).activation("softmax"), 0, 0, 0, 0, 0, 0, -14, -14);
    }

    @Test
    void ofGRU() {
        // z = σ(−60) is almost 0, so h = g = σ(−14)
        assertSmall(SMALL, new GRU(2).activation("sigmoid").resetAfter(false), -60, -60, 0, 0, -14, -14);
    }

    private static void assertSmall(double expected, BaseRNN<?> layer, float... bias) {
        Sequential model = new Sequential(layer.inputShape(1, 1));
        model.setWeights(Tensor.zeros(1, bias.length), Tensor.zeros(2, bias.length), Tensor.of(bias, bias.length));
        Tensor y = model.predict(Tensor.zeros(1, 1, 1));
        assertEquals(1, y.get(0, 0) / expected, 2e-6);
        assertEquals(1, y.get(0, 1) / expected, 2e-6);
    }
}
