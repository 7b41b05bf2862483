package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.nn.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Base class of the tests of layers that drop whole channels in training. */
abstract class SpatialDropoutChecks extends LayerChecks {
    private final Supplier<Layer> half;
    private final Shape sample;

    /**
     * @param half the layer with a rate of 0.5
     * @param sample the shape of a sample, with 16 channels
     */
    SpatialDropoutChecks(Supplier<Layer> half, Shape sample) {
        this.half = half;
        this.sample = sample;
    }

    private Tensor ones(int samples) {
        Tensor x = Tensor.zeros(sample.withBatch(samples));
        Arrays.fill(x.data(), 1);
        return x;
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = ones(1);
        assertTensor(x, run(half.get(), x).y());
        float[] y = train(half.get(), x).y().toArray();
        for (int i = 0; i < y.length; i++) {
            assertEquals(y[i % 16], y[i]);
            assertTrue(y[i] == 0 || y[i] == 2);
        }
    }

    @Test
    void dropsDifferentChannelsInEachSample() {
        Tensor y = train(half.get(), ones(2)).y();
        assertFalse(Arrays.equals(y.rows(0, 1).toArray(), y.rows(1, 2).toArray()));
    }
}
