package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SpatialDropout2D}: whole channels of images dropped in training. */
final class SpatialDropout2DTest extends SpatialDropoutChecks {
    SpatialDropout2DTest() {
        super(() -> new SpatialDropout2D(0.5), Shape.of(2, 3, 16));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new SpatialDropout2D(0.4), IMAGE), layer(() -> new SpatialDropout2D(0.4).seed(3), IMAGE));
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
}
