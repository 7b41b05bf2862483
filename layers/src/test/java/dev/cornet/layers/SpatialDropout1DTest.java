package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SpatialDropout1D}: whole channels of sequences dropped in training. */
final class SpatialDropout1DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new SpatialDropout1D(0.4), Shape.of(5, 4)),
                layer(() -> new SpatialDropout1D(0.4).seed(3), Shape.of(5, 4)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.zeros(1, 3, 16);
        Arrays.fill(x.data(), 1);
        assertTensor(x, run(new SpatialDropout1D(0.5), x).y());
        float[] y = train(new SpatialDropout1D(0.5), x).y().toArray();
        for (int i = 0; i < y.length; i++) {
            assertEquals(y[i % 16], y[i]);
            assertTrue(y[i] == 0 || y[i] == 2);
        }
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("SpatialDropout1D: rate must be between 0 and 1, got 1.5", () -> new SpatialDropout1D(1.5));
        rejectsSamples(
                "SpatialDropout1D: wants sequences (steps, channels), got samples of shape (4). Add a Reshape(4, 1) or an Embedding before it.",
                new SpatialDropout1D(0.5),
                Shape.of(4));
    }

    @Test
    void dropsDifferentChannelsInEachSample() {
        Tensor x = Tensor.zeros(2, 3, 16);
        Arrays.fill(x.data(), 1);
        Tensor y = train(new SpatialDropout1D(0.5), x).y();
        assertTrue(!Arrays.equals(y.rows(0, 1).toArray(), y.rows(1, 2).toArray()));
    }
}
