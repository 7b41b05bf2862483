package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link SpatialDropout1D}: whole channels of sequences dropped in training. */
final class SpatialDropout1DTest extends SpatialDropoutChecks {
    SpatialDropout1DTest() {
        super(() -> new SpatialDropout1D(0.5), Shape.of(3, 16));
    }

    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(() -> new SpatialDropout1D(0.4), Shape.of(5, 4)),
                layer(() -> new SpatialDropout1D(0.4).seed(3), Shape.of(5, 4)));
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
}
