package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SpatialDropout2D}: whole channels of images dropped in training. */
final class SpatialDropout2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new SpatialDropout2D(0.4), IMAGE), layer(() -> new SpatialDropout2D(0.4).seed(3), IMAGE));
    }

    @Test
    @Override
    void computesTheHandExample() {
        Tensor x = Tensor.zeros(1, 2, 3, 16);
        Arrays.fill(x.data(), 1);
        assertTensor(x, run(new SpatialDropout2D(0.5), x).y());
        float[] y = train(new SpatialDropout2D(0.5), x).y().toArray();
        for (int i = 0; i < y.length; i++) {
            assertEquals(y[i % 16], y[i]);
            assertTrue(y[i] == 0 || y[i] == 2);
        }
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects("SpatialDropout2D: rate must be between 0 and 1, got 1.5", () -> new SpatialDropout2D(1.5));
        rejectsSamples(
                "SpatialDropout2D: wants images (height, width, channels), got samples of shape (2, 3, 4, "
                        + "5). A shape is that of one sample: if 2 is the batch size, leave it out, as in "
                        + "inputShape(3, 4, 5) or Input.of(3, 4, 5).",
                new SpatialDropout2D(0.5),
                Shape.of(2, 3, 4, 5));
    }

    @Test
    void dropsDifferentChannelsInEachSample() {
        Tensor x = Tensor.zeros(2, 2, 3, 16);
        Arrays.fill(x.data(), 1);
        Tensor y = train(new SpatialDropout2D(0.5), x).y();
        assertTrue(!Arrays.equals(y.rows(0, 1).toArray(), y.rows(1, 2).toArray()));
    }
}
