package dev.cornet.layers;

import dev.cornet.tensor.Shape;
import dev.cornet.testing.LayerRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of {@link UpSampling2D}: enlarged images. */
final class UpSampling2DTest extends LayerChecks {
    @Override
    Stream<Case> layers() {
        return Stream.of(
                layer(UpSampling2D::new, Shape.of(2, 3, 2)),
                layer(() -> new UpSampling2D(3, 2).interpolation("bilinear"), Shape.of(3, 2, 2)));
    }

    @Test
    @Override
    void computesTheHandExample() {
        LayerRun run = run(new UpSampling2D(1, 2), image(1, 2, 3, 5));
        assertTensor(image(1, 4, 3, 3, 5, 5), run.y());
        assertTensor(
                image(1, 2, 3, 7),
                run.backward(List.of(image(1, 4, 1, 2, 3, 4))).dxs().get(0));
    }

    @Test
    @Override
    void rejectsBadOptions() {
        rejects(
                "UpSampling2D: size must be one positive number or two, for height and width, got [0, 0]",
                () -> new UpSampling2D(0));
        rejects(
                "UpSampling2D: interpolation must be \"nearest\" or \"bilinear\", got \"bicubic\"",
                () -> new UpSampling2D(2).interpolation("bicubic"));
        rejectsSamples(
                "UpSampling2D: wants images (height, width, channels), got samples of shape (2, 3, 4, 5). "
                        + "A shape is that of one sample: if 2 is the batch size, leave it out, as in inputShape(3, "
                        + "4, 5) or Input.of(3, 4, 5).",
                new UpSampling2D(),
                Shape.of(2, 3, 4, 5));
    }

    @Test
    void interpolatesBetweenPixels() {
        LayerRun run = run(new UpSampling2D(1, 2).interpolation("bilinear"), image(1, 2, 0, 4));
        assertTensor(image(1, 4, 0, 1, 3, 4), run.y());
    }
}
